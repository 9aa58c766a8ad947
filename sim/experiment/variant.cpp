#include "sim/experiment/variant.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <array>
#include <stdexcept>

namespace skipgrid::sim {
namespace {

constexpr std::array kTable{
    VariantTraits{Variant::structured, "structured", "the configured dropout, a product per time step, skipping",
                  Skipping::on, std::nullopt, false},
    VariantTraits{Variant::dense, "dense", "the same trace, nothing skipped", Skipping::off, std::nullopt, false},
    VariantTraits{Variant::dense_fused, "dense-fused",
                  "nothing skipped, and products fused over time wherever dependencies allow: the best dense schedule",
                  Skipping::off, FusionPolicy::dense_fused, false},
    VariantTraits{Variant::random, "random", "Case I at the same rates: what unstructured dropout gives", Skipping::on,
                  std::nullopt, true},
    VariantTraits{Variant::structured_auto, "structured-auto",
                  "per group of products the cheaper of skipping step by step and fusing", Skipping::on,
                  FusionPolicy::structured_auto, false}};

constexpr bool in_order() {
  for (std::size_t i = 0; i < kTable.size(); ++i)
    if (kTable[i].variant != static_cast<Variant>(i)) return false;
  return true;
}
static_assert(in_order(), "the table has the order of the enumeration");

}  // namespace

const VariantTraits& traits_of(Variant variant) { return kTable.at(static_cast<std::size_t>(variant)); }

const std::vector<Variant>& all_variants() {
  static const auto all = [] {
    std::vector<Variant> variants;
    for (const VariantTraits& traits : kTable) variants.push_back(traits.variant);
    return variants;
  }();
  return all;
}

std::string_view to_string(Variant variant) { return traits_of(variant).name; }

Variant variant_from_string(std::string_view text) {
  std::vector<std::string_view> names;
  for (const VariantTraits& traits : kTable) {
    if (traits.name == text) return traits.variant;
    names.push_back(traits.name);
  }
  throw std::invalid_argument(fmt::format("expected one of {}, got \"{}\"", fmt::join(names, ", "), text));
}

}  // namespace skipgrid::sim
