// Walks a schema and makes documents that are just about valid: what a struct conversion has to take.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "traces/json/json_reader.h"

namespace skipgrid::testing {

/// The form of a value that is not a path, where it may be either.
inline const Json& whole(const Json& subschema) {
  return subschema.contains("anyOf") ? subschema["anyOf"].back() : subschema;
}

/// The smallest value that a subschema allows.
inline Json smallest(const Json& given) {
  const Json& subschema = whole(given);
  if (subschema.contains("enum")) return subschema["enum"].front();
  if (subschema["type"] == "string") return "x";
  if (subschema["type"] == "array") return Json::array({smallest(subschema["items"])});
  if (subschema["type"] != "object") return subschema["minimum"];
  Json object = Json::object();
  for (const Json& key : subschema.value("required", Json::array()))
    object[key.get<std::string>()] = smallest(subschema["properties"][key.get<std::string>()]);
  return object;
}

/// Keys that are for people only.
inline bool is_note(const std::string& key) { return key == "$schema" || key == "comment" || key == "source"; }

/// Calls visit(document, pointer) with `document` valid but for chance, and a scalar at an edge of its range at
/// `pointer`: for every scalar of the schema and every edge.
template <class Visit>
void at_every_edge(const Json& given, const Json& around, const Json::json_pointer& pointer, const Visit& visit) {
  if (given.contains("anyOf") && given["anyOf"].front().value("type", "") != "string") {
    // A choice between forms of one value, such as a number or a word.
    for (const Json& form : given["anyOf"]) at_every_edge(form, around, pointer, visit);
    return;
  }
  const Json& subschema = whole(given);
  const auto with = [&](const Json& value) {
    Json document = around;
    document[pointer] = value;
    return document;
  };
  if (subschema.contains("enum")) {
    for (const Json& word : subschema["enum"]) visit(with(word), pointer);
  } else if (subschema["type"] == "boolean") {
    for (const bool value : {false, true}) visit(with(value), pointer);
  } else if (subschema["type"] == "object") {
    const Json document = pointer.empty() ? around : with(smallest(subschema));
    const Json properties = subschema.value("properties", Json::object());
    for (const auto& [key, inner] : properties.items())
      if (!is_note(key)) at_every_edge(inner, document, pointer / key, visit);
  } else if (subschema["type"] == "string") {
    for (const std::string& text : {std::string("x"), std::string(300, 'y')}) visit(with(text), pointer);
  } else {
    visit(with(subschema["minimum"]), pointer);
    if (subschema.contains("maximum")) visit(with(subschema["maximum"]), pointer);
  }
}

}  // namespace skipgrid::testing
