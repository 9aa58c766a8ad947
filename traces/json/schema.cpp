#include "traces/json/schema.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validator.hpp>

#include "traces/input_error.h"
#include "traces/json/embedded_schemas.h"
#include "traces/json/nearest.h"
#include "traces/json/schema_words.h"

namespace skipgrid {
namespace {

/// PlaceOf, before the pointer is text.
using PlaceAt = std::function<std::string(const Json::json_pointer&)>;

/// Replaces {"$ref": "file.json#/pointer"} by what it names; the schemas do not recurse. What stands beside a $ref (a
/// description) overrides what is inside.
Json resolved(const Json& node, const Json& root) {
  if (node.is_array()) {
    Json copy = Json::array();
    for (const Json& item : node) copy.push_back(resolved(item, root));
    return copy;
  }
  if (!node.is_object()) return node;
  Json copy = Json::object();
  if (node.contains("$ref")) {
    const std::string reference = node["$ref"];
    const std::size_t hash = std::min(reference.find('#'), reference.size());
    const std::string pointer = hash == reference.size() ? "" : reference.substr(hash + 1);
    if (hash == 0)
      copy = resolved(root.at(Json::json_pointer(pointer)), root);
    else
      copy = schema(reference.substr(0, hash)).at(Json::json_pointer(pointer));
  }
  for (const auto& [key, value] : node.items())
    if (key != "$ref") copy[key] = resolved(value, root);
  return copy;
}

void parse(const Json& subschema, valijson::Schema& parsed) {
  valijson::SchemaParser parser;
  parser.populateSchema(valijson::adapters::NlohmannJsonAdapter(subschema), parsed);
}

/// The library has the last word on what is valid.
bool valid(const Json& value, const valijson::Schema& parsed) {
  valijson::Validator validator;
  return validator.validate(parsed, valijson::adapters::NlohmannJsonAdapter(value), nullptr);
}

bool valid(const Json& value, const Json& subschema) {
  valijson::Schema parsed;
  parse(subschema, parsed);
  return valid(value, parsed);
}

/// A whole schema, parsed once: a sweep checks thousands of documents, and parsing takes far longer than checking.
const valijson::Schema& parsed_schema(const std::string& name) {
  static std::map<std::string, valijson::Schema> cache;
  const auto [entry, is_new] = cache.try_emplace(name);
  if (is_new) parse(schema(name), entry->second);
  return entry->second;
}

bool is_of_type(const Json& subschema, const char* type) {
  return subschema.contains("type") && subschema["type"] == type;
}

/// The objects among the forms that a value may take, however deep the choice between them is nested.
void collect_objects(const Json& subschema, std::vector<const Json*>& objects) {
  if (is_of_type(subschema, "object")) objects.push_back(&subschema);
  if (!subschema.contains("anyOf")) return;
  for (const Json& branch : subschema["anyOf"]) collect_objects(branch, objects);
}

/// How well an object fits a form: by the words that tell forms apart ("type", "model"), then by the keys it has.
int fit(const Json& form, const Json& value) {
  constexpr int kTold = 1000;
  int points = 0;
  const Json properties = form.value("properties", Json::object());
  for (const auto& [key, item] : value.items()) {
    if (!properties.contains(key)) continue;
    ++points;
    const Json words = properties[key].value("enum", Json::array());
    if (!words.empty()) points += std::find(words.begin(), words.end(), item) != words.end() ? kTold : -kTold;
  }
  return points;
}

/// Of several forms that a value may take, the one that its author most likely had in mind.
const Json& intended(const Json& subschema, const Json& value) {
  if (!subschema.contains("anyOf") || !value.is_object()) return subschema;
  std::vector<const Json*> forms;
  collect_objects(subschema, forms);
  const auto best = std::max_element(forms.begin(), forms.end(),
                                     [&](const Json* a, const Json* b) { return fit(*a, value) < fit(*b, value); });
  return best == forms.end() ? subschema : **best;
}

/// Where every form of an object has a key with words of its own and the value's word is none of them, says all words.
void refuse_unknown_form(const Json& value, const Json& subschema, const Json::json_pointer& pointer,
                         const PlaceAt& place_of) {
  std::vector<const Json*> forms;
  collect_objects(subschema, forms);
  if (forms.size() < 2 || !value.is_object()) return;
  for (const std::string key : {"type", "model"}) {
    Json words = Json::array();
    for (const Json* form : forms) {
      const Json properties = form->value("properties", Json::object());
      if (!properties.contains(key)) continue;
      for (const Json& word : properties[key].value("enum", Json::array())) words.push_back(word);
    }
    if (words.empty() || !value.contains(key) || std::find(words.begin(), words.end(), value[key]) != words.end())
      continue;
    throw InputError(place_of(pointer / key),
                     fmt::format("expected {}, got {}", expectation({{"enum", words}}), brief(value[key])));
  }
}

[[noreturn]] void explain(const Json& value, const Json& subschema, const Json::json_pointer& pointer,
                          const PlaceAt& place_of);

/// What a schema says about a key: its own subschema, the one for all other keys, or null when the key is unknown.
const Json* subschema_of(const Json& schema, const std::string& key) {
  const auto properties = schema.find("properties");
  if (properties != schema.end() && properties->contains(key)) return &properties->at(key);
  const auto others = schema.find("additionalProperties");
  static const Json anything = Json::object();
  if (others == schema.end() || *others == true) return &anything;
  return others->is_object() ? &*others : nullptr;
}

/// Throws for the first key that is unknown, missing or holds a value that is not valid.
void explain_object(const Json& value, const Json& subschema, const Json::json_pointer& pointer,
                    const PlaceAt& place_of) {
  std::vector<std::string> known;
  const Json properties = subschema.value("properties", Json::object());
  for (const auto& [key, unused] : properties.items()) known.push_back(key);
  for (const auto& [key, item] : value.items())
    if (subschema_of(subschema, key) == nullptr)
      throw InputError(place_of(pointer / key),
                       fmt::format("unknown key {}, the nearest known one is \"{}\"", brief(key), nearest(key, known)));
  for (const Json& name : subschema.value("required", Json::array()))
    if (!value.contains(name.get<std::string>()))
      throw InputError(place_of(pointer), fmt::format("expected the key {}, which is missing: {}", name.dump(),
                                                      expectation(*subschema_of(subschema, name.get<std::string>()))));
  for (const auto& [key, item] : value.items()) {
    const Json& expected = *subschema_of(subschema, key);
    if (!valid(item, expected)) explain(item, expected, pointer / key, place_of);
  }
}

void explain_array(const Json& value, const Json& subschema, const Json::json_pointer& pointer,
                   const PlaceAt& place_of) {
  if (!subschema.contains("items")) return;
  const Json& items = subschema["items"];  // one schema for all, or one for each place
  for (std::size_t i = 0; i < (items.is_array() ? std::min(value.size(), items.size()) : value.size()); ++i) {
    const Json& expected = items.is_array() ? items[i] : items;
    if (!valid(value[i], expected)) explain(value[i], expected, pointer / i, place_of);
  }
}

void explain(const Json& value, const Json& subschema, const Json::json_pointer& pointer, const PlaceAt& place_of) {
  refuse_unknown_form(value, subschema, pointer, place_of);
  const Json& form = intended(subschema, value);
  if (is_of_type(form, "object") && value.is_object()) explain_object(value, form, pointer, place_of);
  if (is_of_type(form, "array") && value.is_array()) explain_array(value, form, pointer, place_of);
  throw InputError(place_of(pointer), fmt::format("expected {}, got {}", expectation(form), brief(value)));
}

/// " (encoder)" where the pointer leads into an element of a list that has a name.
std::string element_name(const Json& document, const Json::json_pointer& pointer) {
  for (Json::json_pointer at = pointer; !at.empty(); at = at.parent_pointer()) {
    const Json::json_pointer list = at.parent_pointer();
    if (!document.contains(list) || !document[list].is_array() || !document.contains(at)) continue;
    const Json& element = document[at];
    if (element.is_object() && element.contains("name") && element["name"].is_string())
      return " (" + element["name"].get<std::string>() + ")";
  }
  return "";
}

}  // namespace

const Json& schema(const std::string& name) {
  static std::map<std::string, Json> cache;
  const auto known = cache.find(name);
  if (known != cache.end()) return known->second;
  const Json raw = Json::parse(embedded_schema(name));
  return cache[name] = resolved(raw, raw);
}

PlaceOf in_file(std::string path) {
  return
      [path = std::move(path)](const std::string& pointer) { return pointer.empty() ? path : path + ": " + pointer; };
}

void check(const Json& document, const std::string& schema_name, const PlaceOf& place_of) {
  if (valid(document, parsed_schema(schema_name))) return;
  const PlaceAt with_names = [&](const Json::json_pointer& pointer) {
    return place_of(pointer.to_string()) + element_name(document, pointer);
  };
  explain(document, schema(schema_name), Json::json_pointer(), with_names);
}

}  // namespace skipgrid
