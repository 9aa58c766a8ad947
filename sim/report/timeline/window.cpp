#include "sim/report/timeline/window.h"

#include <fmt/format.h>

#include <charconv>
#include <stdexcept>

namespace skipgrid::sim {

Window window_from_string(std::string_view text) {
  const auto fail = [&] {
    throw std::invalid_argument(fmt::format("expected FROM:TO, cycles with FROM before TO, got \"{}\"", text));
  };
  const auto cycles = [&](std::string_view number, Cycles otherwise) {
    if (number.empty()) return otherwise;
    std::int64_t count = 0;
    const auto [stop, error] = std::from_chars(number.data(), number.data() + number.size(), count);
    if (error != std::errc() || stop != number.data() + number.size() || count < 0) fail();
    return Cycles(count);
  };
  const std::size_t colon = text.find(':');
  if (colon == std::string_view::npos) fail();
  const Window all;
  const Window window{cycles(text.substr(0, colon), all.from), cycles(text.substr(colon + 1), all.to)};
  if (window.from >= window.to) fail();
  return window;
}

}  // namespace skipgrid::sim
