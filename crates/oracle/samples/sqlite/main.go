// Command sqlite stores a row and reads it again, and asks the system's resolver and
// user table: packages that use cgo, of a module and of the standard library.
package main

import (
	"database/sql"
	"fmt"
	"net"
	"os"
	"os/user"

	_ "github.com/mattn/go-sqlite3"
)

func main() {
	db, err := sql.Open("sqlite3", ":memory:")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	defer db.Close()
	var version string
	if err := db.QueryRow("select sqlite_version()").Scan(&version); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	addrs, _ := net.LookupHost("localhost")
	me, _ := user.Current()
	fmt.Println(version, addrs, me != nil)
}
