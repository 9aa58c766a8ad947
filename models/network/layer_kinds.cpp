#include "models/network/layer_kinds.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <string_view>

#include "traces/input_error.h"
#include "traces/json/json_object.h"

namespace skipgrid::models {

namespace {

// Calls visit(Kind()) for every kind.
template <class Visit, class... Kinds>
void visit_each(const Visit& visit, const std::variant<Kinds...>*) {
  (visit(Kinds()), ...);
}

template <class Visit>
void for_each_kind(const Visit& visit) {
  visit_each(visit, static_cast<const LayerKind*>(nullptr));
}

// "linear, conv2d and softmax"
std::string types_that_read_dropped() {
  std::vector<std::string_view> types;
  for_each_kind([&](const auto& kind) {
    if (kind.kReadsDropped) types.insert(types.end(), std::begin(kind.kTypes), std::end(kind.kTypes));
  });
  const std::string_view last = types.back();
  types.pop_back();
  return fmt::format("{} and {}", fmt::join(types, ", "), last);
}

}  // namespace

LayerKind read_kind(JsonObject& fields) {
  std::vector<std::string_view> types;
  std::vector<LayerKind> kinds;
  for_each_kind([&](const auto& kind) {
    for (const std::string_view type : kind.kTypes) {
      types.push_back(type);
      kinds.emplace_back(kind);
    }
  });
  LayerKind kind = kinds[fields.word("type", types)];
  std::visit([&](auto& config) { read(fields, config); }, kind);
  return kind;
}

void write(const LayerKind& kind, nlohmann::json& json) {
  std::visit(
      [&](const auto& config) {
        json["type"] = config.kTypes[0];
        write(config, json);
      },
      kind);
}

bool comes_from_outside(const LayerKind& kind) {
  return std::visit([](const auto& config) { return config.kFromOutside; }, kind);
}

void check_readable(const LayerKind& kind, const Signal& input, const std::string& place) {
  std::visit(
      [&](const auto& config) {
        if (input.dropped && !config.kReadsDropped) {
          throw InputError(
              place, fmt::format("only {} layers read a layer that drops its own output", types_that_read_dropped()));
        }
        if (input.constant && !config.kReadsConstants) throw InputError(place, "expected a layer with weights");
      },
      kind);
}

Signal signal_of(const LayerKind& kind, const std::vector<Signal>& inputs, const LengthsConfig& lengths,
                 const std::string& place) {
  return std::visit([&](const auto& config) { return signal_of(config, inputs, lengths, place); }, kind);
}

}  // namespace skipgrid::models
