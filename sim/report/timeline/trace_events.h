// Writes slices, tracks and counters in the Chrome trace event format, which ui.perfetto.dev and chrome://tracing open.
// A cycle is shown as a microsecond.
#pragma once

#include <cstdint>
#include <string>

#include "sim/units.h"

namespace skipgrid::sim {

class TraceEvents {
 public:
  /// Tracks are shown by their numbers.
  void track(int number, const std::string& name);
  /// `details`: the members of a JSON object, texts among them quoted().
  void slice(int track, const std::string& name, const std::string& details, Cycles begin, Cycles end);
  /// Its value from then on.
  void counter(const std::string& name, Cycles at, double value);

  /// The whole JSON document.
  std::string text(std::int64_t left_out) const;

 private:
  std::string tracks_, events_;
};

/// A JSON string.
std::string quoted(const std::string& text);

}  // namespace skipgrid::sim
