#include "sim/array/array_config.h"

#include <fmt/format.h>

#include <array>
#include <stdexcept>
#include <string>

#include "sim/array/engine.h"

namespace skipgrid::sim {

namespace {

/// Words for the values of an enumeration, in the order of its values.
template <std::size_t N>
using Words = std::array<std::string_view, N>;

constexpr Words<2> kSchedules{"serial", "overlapped"};
constexpr Words<2> kPrecisions{"fp32", "bf16"};
constexpr Words<2> kEngines{"pe", "tile"};

Words<kMappings.size()> dataflows() {
  Words<kMappings.size()> words;
  for (std::size_t i = 0; i < words.size(); ++i) words[i] = kMappings[i].dataflow;
  return words;
}

template <class Enum, std::size_t N>
Enum find_word(const Words<N>& words, std::string_view text) {
  std::string expected;
  for (std::size_t i = 0; i < N; ++i) {
    if (words[i] == text) return static_cast<Enum>(i);
    expected += (i == 0 ? "" : i + 1 == N ? " or " : ", ") + std::string(words[i]);
  }
  throw std::invalid_argument(fmt::format("expected {}, got \"{}\"", expected, text));
}

}  // namespace

std::string_view to_string(Dataflow dataflow) { return mapping_of(dataflow).dataflow; }
std::string_view to_string(Schedule schedule) { return kSchedules[static_cast<std::size_t>(schedule)]; }
std::string_view to_string(Precision precision) { return kPrecisions[static_cast<std::size_t>(precision)]; }
std::string_view to_string(Engine engine) { return kEngines[static_cast<std::size_t>(engine)]; }

Dataflow dataflow_from_string(std::string_view text) { return find_word<Dataflow>(dataflows(), text); }
Schedule schedule_from_string(std::string_view text) { return find_word<Schedule>(kSchedules, text); }
Precision precision_from_string(std::string_view text) { return find_word<Precision>(kPrecisions, text); }
Engine engine_from_string(std::string_view text) { return find_word<Engine>(kEngines, text); }

}  // namespace skipgrid::sim
