// Errors on their way from one process to another: whoever catches them there sees the same text and exit code.
#pragma once

#include <exception>
#include <string>

namespace skipgrid::sim {

std::string bytes_of_error(const std::exception_ptr& error);

/// Throws what bytes_of_error wrote down: InputError, std::overflow_error and std::bad_alloc as what they were, others
/// as std::runtime_error with the same text.
[[noreturn]] void throw_carried(const std::string& bytes);

}  // namespace skipgrid::sim
