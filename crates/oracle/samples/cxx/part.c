#include "parts.h"

int from_c(int x) { return x + TWO; }
