// Running a program: the loops around the instructions, and their division among threads.
#pragma once
#include <optional>

#include "lanes.h"

namespace needle {

/**
 * Runs all steps, in order, until a check fails. Results do not depend on how many threads there are. Where `nanoseconds`
 * is given, it gets the time of each step.
 */
std::optional<Failure> run(const Program& program, const Blocks& blocks, const Bindings& bindings,
                           double* nanoseconds = nullptr);

}  // namespace needle
