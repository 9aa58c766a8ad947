#include "sim/experiment/variant.h"

#include <array>
#include <stdexcept>
#include <string>
#include <utility>

namespace skipgrid::sim {
namespace {

constexpr std::array<std::pair<Variant, std::string_view>, 5> kNames{{{Variant::structured, "structured"},
                                                                      {Variant::dense, "dense"},
                                                                      {Variant::dense_fused, "dense-fused"},
                                                                      {Variant::random, "random"},
                                                                      {Variant::structured_auto, "structured-auto"}}};

}  // namespace

std::string_view to_string(Variant variant) {
  for (const auto& [value, name] : kNames)
    if (value == variant) return name;
  throw std::invalid_argument("not a variant");
}

Variant variant_from_string(std::string_view text) {
  for (const auto& [value, name] : kNames)
    if (name == text) return value;
  throw std::invalid_argument("expected structured, dense, dense-fused, random or structured-auto, got \"" +
                              std::string(text) + "\"");
}

}  // namespace skipgrid::sim
