#include "sim/sweep/points/axis.h"

#include <fmt/format.h>

#include <set>
#include <utility>

#include "sim/experiment/document.h"
#include "sim/sweep/points/value_range.h"
#include "traces/input_error.h"
#include "traces/json/overrides.h"

namespace skipgrid::sweep {
namespace {

/// Where the user can find an axis: "sweep.json: /axes: /hardware/rows".
std::string place_of(const std::string& path, const std::string& part, const std::string& pointer) {
  return fmt::format("{}: {}: {}", path, part, pointer);
}

/// What a configuration gets when it is given this value: a path is replaced by the content of the file, and that of a
/// trace by one that is right in every folder.
Json content_of(const Json& value, const std::string& pointer, const std::string& place, const std::string& path) {
  Json probe;
  apply_override({place, pointer, value}, probe);
  sim::inline_files(probe, path);
  sim::make_paths_absolute(probe, path);
  return probe[Json::json_pointer(pointer)];
}

std::string pointer_at(const std::string& text, const std::string& place) {
  try {
    if (text.size() > 1) return Json::json_pointer(text).to_string();
  } catch (const Json::exception&) {
  }
  throw InputError(place, "expected a JSON pointer, for example /hardware/rows");
}

std::vector<Json> values_of(const OrderedJson& given, const std::string& place) {
  if (given.is_object()) return expand_range(given, place);
  std::vector<Json> values;
  for (const OrderedJson& value : given) values.push_back(Json::parse(value.dump()));
  return values;
}

/// The lists of an axis, one for each pointer, as steps.
Axis axis_of(const std::vector<std::pair<std::string, const OrderedJson*>>& lists, const std::string& part,
             const std::string& path) {
  Axis axis;
  for (const auto& [text, given] : lists) {
    const std::string place = place_of(path, part, text);
    const std::string pointer = pointer_at(text, place);
    const std::vector<Json> values = values_of(*given, place);
    if (axis.pointers.empty()) axis.steps.resize(values.size());
    if (values.size() != axis.steps.size())
      throw InputError(place, fmt::format("expected {} values, as many as {} has, got {}", axis.steps.size(),
                                          axis.pointers.front(), values.size()));
    for (std::size_t i = 0; i < values.size(); ++i)
      axis.steps[i].push_back({values[i], content_of(values[i], pointer, place, path)});
    axis.pointers.push_back(text);
  }
  return axis;
}

void check_steps(const Axis& axis, const std::string& place) {
  std::set<std::string> known;
  for (const std::vector<AxisValue>& step : axis.steps) {
    std::string contents;
    for (const AxisValue& value : step) contents += value.content.dump() + ",";
    if (!known.insert(contents).second)
      throw InputError(place, fmt::format("the value {} comes twice", brief(step.front().shown)));
  }
}

/// A pointer that is set must stay set.
void check_pointers(const std::vector<Axis>& axes, const std::string& path) {
  std::vector<std::string> earlier;
  for (const Axis& axis : axes)
    for (const std::string& pointer : axis.pointers) {
      for (const std::string& before : earlier) {
        if (before == pointer) throw InputError(path, fmt::format("{} is varied twice", pointer));
        if (before.compare(0, pointer.size() + 1, pointer + "/") == 0)
          throw InputError(path, fmt::format("{} would undo {}: name it first", pointer, before));
      }
      earlier.push_back(pointer);
    }
}

}  // namespace

std::vector<Axis> read_axes(const OrderedJson& sweep, const std::string& path) {
  std::vector<Axis> axes;
  const OrderedJson single = sweep.value("axes", OrderedJson::object());
  for (const auto& [pointer, values] : single.items()) {
    axes.push_back(axis_of({{pointer, &values}}, "/axes", path));
    check_steps(axes.back(), place_of(path, "/axes", pointer));
  }
  const OrderedJson groups = sweep.value("zip", OrderedJson::array());
  for (std::size_t i = 0; i < groups.size(); ++i) {
    std::vector<std::pair<std::string, const OrderedJson*>> lists;
    for (const auto& [pointer, values] : groups[i].items()) lists.emplace_back(pointer, &values);
    const std::string part = fmt::format("/zip/{}", i);
    axes.push_back(axis_of(lists, part, path));
    check_steps(axes.back(), path + ": " + part);
  }
  check_pointers(axes, path);
  return axes;
}

Json to_json(const Axis& axis) {
  Json json{{"pointers", axis.pointers}, {"values", Json::array()}};
  Json contents = Json::array();
  for (const std::vector<AxisValue>& step : axis.steps) {
    Json shown = Json::array(), content = Json::array();
    for (const AxisValue& value : step) {
      shown.push_back(value.shown);
      content.push_back(value.content);
    }
    json["values"].push_back(std::move(shown));
    contents.push_back(std::move(content));
  }
  if (contents != json["values"]) json["contents"] = std::move(contents);
  return json;
}

Axis axis_from_json(const Json& json) {
  Axis axis;
  axis.pointers = json.at("pointers").get<std::vector<std::string>>();
  const Json& shown = json.at("values");
  const Json& contents = json.contains("contents") ? json["contents"] : shown;
  for (std::size_t i = 0; i < shown.size(); ++i) {
    std::vector<AxisValue>& step = axis.steps.emplace_back();
    for (std::size_t j = 0; j < axis.pointers.size(); ++j) step.push_back({shown.at(i).at(j), contents.at(i).at(j)});
  }
  return axis;
}

std::string shown_text(const Json& value) {
  if (value.is_string()) return value.get<std::string>();
  if (value.is_object() && value.contains("name") && value["name"].is_string()) return value["name"];
  return value.dump();
}

}  // namespace skipgrid::sweep
