#include "sim/experiment/variant.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <array>
#include <stdexcept>

namespace skipgrid::sim {
namespace {

constexpr std::array kTable{
    VariantTraits{Variant::structured_best, "structured-best",
                  "the configured dropout under the fastest schedule found that may skip", Skipping::on,
                  ScheduledBy::search, false},
    VariantTraits{Variant::dense_best, "dense-best",
                  "ordinary dropout under the fastest schedule found, nothing skipped", Skipping::off,
                  ScheduledBy::search, true},
    VariantTraits{Variant::structured, "structured", "the configured dropout, a product a time step, skipping",
                  Skipping::on, ScheduledBy::steps, false},
    VariantTraits{Variant::dense, "dense", "ordinary dropout, a product a time step, nothing skipped", Skipping::off,
                  ScheduledBy::steps, true},
    VariantTraits{Variant::dense_fused, "dense-fused",
                  "ordinary dropout, fused over time wherever dependencies allow, nothing skipped", Skipping::off,
                  ScheduledBy::fusion, true},
    VariantTraits{Variant::random, "random", "ordinary dropout, skipping what it happens to drop for the whole batch",
                  Skipping::on, ScheduledBy::steps, true}};

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

std::optional<Variant> starts_from(Variant variant) {
  if (variant == Variant::structured_best) return Variant::dense_best;
  return std::nullopt;
}

bool needs_model(Variant variant) {
  const VariantTraits& traits = traits_of(variant);
  return traits.ordinary_dropout && traits.skipping == Skipping::on;
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
