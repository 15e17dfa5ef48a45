// Package arrays returns arrays of equal types that are not one type for the compiler: a zero value that an inlined function
// returns is moved.
package arrays

import (
	"errors"
	"strconv"
	"strings"
)

type sizeSpec struct {
	size    float64
	percent bool
}

func defaultMargin() [4]sizeSpec { return [4]sizeSpec{} }

func parseSize(str string, most float64, label string) (sizeSpec, error) {
	val, err := strconv.ParseFloat(strings.TrimSuffix(str, "%"), 64)
	if err != nil || val > most {
		return sizeSpec{}, errors.New(label + ": " + str)
	}
	return sizeSpec{val, strings.HasSuffix(str, "%")}, nil
}

func ParseMargin(opt, margin string) ([4]sizeSpec, error) {
	margins := strings.Split(margin, ",")
	checked := func(str string) (sizeSpec, error) {
		return parseSize(str, 49, opt)
	}
	switch len(margins) {
	case 1:
		m, err := checked(margins[0])
		if err != nil {
			return defaultMargin(), err
		}
		return [4]sizeSpec{m, m, m, m}, nil
	case 2:
		tb, err := checked(margins[0])
		if err != nil {
			return defaultMargin(), err
		}
		rl, err := checked(margins[1])
		if err != nil {
			return defaultMargin(), err
		}
		return [4]sizeSpec{tb, rl, tb, rl}, nil
	}
	return defaultMargin(), errors.New("invalid " + opt)
}
