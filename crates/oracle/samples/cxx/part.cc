#include "parts.h"

#include <string>
#include <vector>

int from_cxx(int x) {
  std::vector<int> all(3, x);
  int sum = 0;
  for (int one : all) sum += one;
  return sum;
}

static const std::string text = "hello";

const char *greeting(void) { return text.c_str(); }
