// The workloads written by hand, as a contender: what is left when nothing is general. Each is in a hand.cpp of bench/workloads.
#include "hand.h"

int main() { bench::serve(std::to_string(needle::Pool::shared().threads()) + " threads", bench::byHand()); }
