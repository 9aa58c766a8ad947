// The message of the InputError that something throws.
#pragma once

#include <string>

#include "traces/input_error.h"

namespace skipgrid::sim::testing {

/// "no error" when nothing is thrown.
template <class Action>
std::string error_text(Action action) {
  try {
    action();
  } catch (const InputError& error) {
    return error.what();
  }
  return "no error";
}

}  // namespace skipgrid::sim::testing
