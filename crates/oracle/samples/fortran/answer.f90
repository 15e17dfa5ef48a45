function answer()
  integer :: answer
  answer = 42
end function answer
