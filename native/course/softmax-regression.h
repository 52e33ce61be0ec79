// Homework 0's softmax regression in C++.
#pragma once
#include <cstdint>

namespace needle::course {

/**
 * One pass of minibatch gradient descent over X (m × n), y (m, each below k) and theta (n × k, updated in place), row by row
 * in memory. The last batch may be short: its gradient is divided by its own size. Throws std::bad_alloc, and then
 * has changed nothing.
 */
void softmaxRegressionEpoch(const float* X, const std::uint8_t* y, float* theta, long m, long n, long k, float lr, long batch);

}  // namespace needle::course
