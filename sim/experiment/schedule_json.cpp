#include "sim/experiment/schedule_json.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <unordered_map>

#include "traces/input_error.h"
#include "traces/json/json_reader.h"
#include "traces/json/schema.h"

namespace skipgrid::sim {

namespace {

OrderedJson spans_json(const std::vector<Span>& spans) {
  OrderedJson json = OrderedJson::array();
  for (std::size_t first = 0; first < spans.size();) {
    std::size_t end = first;
    while (end < spans.size() && spans[end] == spans[first]) ++end;
    const Span& span = spans[first];
    OrderedJson& one = json.emplace_back(OrderedJson{
        {"steps", span.steps}, {"times", end - first}, {"skips", span.skips}, {"transposed", span.transposed}});
    const auto& [m, n, steps] = span.strips;
    if (span.strips.any()) one["strips"] = {{"m", m}, {"n", n}, {"steps", steps}};
    first = end;
  }
  return json;
}

OrderedJson iteration_json(const NamedSchedule& named) {
  OrderedJson json{{"groups", OrderedJson::array()}, {"element_wise", OrderedJson::array()}};
  const std::vector<GroupSchedule>& groups = named.schedule.groups;
  for (std::size_t g = 0; g < groups.size(); ++g) {
    json["groups"].push_back(
        {{"name", named.names[g]}, {"pieces", groups[g].pieces}, {"spans", spans_json(groups[g].spans)}});
  }
  for (std::size_t i = groups.size(); i < named.names.size(); ++i) json["element_wise"].push_back(named.names[i]);
  json["issue"] = OrderedJson::array();
  for (const IssueRun& run : named.schedule.issue) {
    json["issue"].push_back(OrderedJson::array({named.names[run.group], run.count}));
  }
  return json;
}

Strips strips_from(const Json& span) {
  if (!span.contains("strips")) return {};
  const Json& strips = span["strips"];
  return {strips["m"].get<int>(), strips["n"].get<int>(), strips.value("steps", 1)};
}

std::vector<Span> spans_from(const Json& json) {
  std::vector<Span> spans;
  for (const Json& span : json) {
    const Span one{span.at("steps").get<int>(), span.value("skips", true), span.value("transposed", false),
                   strips_from(span)};
    spans.insert(spans.end(), static_cast<std::size_t>(span.value("times", 1)), one);
  }
  return spans;
}

NamedSchedule iteration_from(const Json& json, const std::string& place) {
  NamedSchedule named;
  std::unordered_map<std::string, std::size_t> numbers;
  const auto add = [&](const std::string& name) {
    if (!numbers.emplace(name, named.names.size()).second)
      throw InputError(place, fmt::format("expected each group once, got \"{}\" again", name));
    named.names.push_back(name);
  };
  for (const Json& group : json["groups"]) {
    add(group["name"].get<std::string>());
    named.schedule.groups.push_back({group["pieces"].get<int>(), spans_from(group["spans"])});
  }
  for (const Json& name : json["element_wise"]) add(name.get<std::string>());
  for (const Json& run : json["issue"]) {
    const auto group = numbers.find(run[0].get<std::string>());
    if (group == numbers.end()) {
      throw InputError(place + "/issue", fmt::format("expected the name of a group, got {}", brief(run[0])));
    }
    named.schedule.issue.push_back({group->second, run[1].get<int>()});
  }
  return named;
}

}  // namespace

OrderedJson to_json(const std::map<Variant, RunSchedule>& schedules) {
  OrderedJson json{{"format", "skipgrid-schedule"}, {"version", 2}, {"variants", OrderedJson::object()}};
  for (const auto& [variant, schedule] : schedules) {
    if (schedule.empty()) continue;
    OrderedJson& of_variant = json["variants"][std::string(to_string(variant))];
    if (schedule.pinned) of_variant["pinned"] = *schedule.pinned;
    if (schedule.cut_for_bytes_per_cycle) of_variant["cut_for_bytes_per_cycle"] = *schedule.cut_for_bytes_per_cycle;
    if (schedule.share_of_buffers != 1) of_variant["share_of_buffers"] = schedule.share_of_buffers;
    for (const auto& iteration : schedule.iterations) of_variant["iterations"].push_back(iteration_json(*iteration));
  }
  return json;
}

std::map<Variant, RunSchedule> read_schedules(const std::string& path) {
  const Json json = read_json_file(path);
  check(json, "schedule.schema.json", in_file(path));
  std::map<Variant, RunSchedule> schedules;
  for (const auto& [name, of_variant] : json["variants"].items()) {
    RunSchedule& schedule = schedules[variant_from_string(name)];
    if (of_variant.contains("pinned")) schedule.pinned = of_variant["pinned"].get<std::vector<std::string>>();
    if (of_variant.contains("cut_for_bytes_per_cycle"))
      schedule.cut_for_bytes_per_cycle = of_variant["cut_for_bytes_per_cycle"].get<double>();
    schedule.share_of_buffers = of_variant.value("share_of_buffers", 1.0);
    const Json& iterations = of_variant["iterations"];
    for (std::size_t i = 0; i < iterations.size(); ++i) {
      const std::string place = fmt::format("{}: /variants/{}/iterations/{}", path, name, i);
      schedule.iterations.push_back(std::make_shared<const NamedSchedule>(iteration_from(iterations[i], place)));
    }
  }
  return schedules;
}

}  // namespace skipgrid::sim
