module example.com/fortran

go 1.24
