#include "sim/experiment/document.h"

#include <fmt/format.h>

#include <array>
#include <filesystem>
#include <utility>

#include "models/workload.h"
#include "sim/experiment/dram_json.h"
#include "sim/experiment/hardware.h"
#include "traces/input_error.h"

namespace skipgrid::sim {
namespace {

namespace fs = std::filesystem;

/// What of the hardware may be a path, too.
constexpr std::array kPartsOfHardware{"dram", "energy"};

/// Paths that stay paths: what they name is no JSON.
constexpr const char* kTrace = "/workload/trace";
constexpr const char* kLengthTable = "/lengths/table";
constexpr const char* kSchedule = "/schedule";

bool ends_with(const std::string& path, const std::string& ending) {
  return path.size() > ending.size() && path.compare(path.size() - ending.size(), ending.size(), ending) == 0;
}

bool names_a_trace(const std::string& path) {
  return ends_with(path, ".jsonl") || ends_with(path, ".jsonl.gz") || ends_with(path, ".jsonl.zst");
}

/// Changes a path in the document, where there is one.
template <class Change>
void change_path(Json& json, const std::string& pointer, Change change) {
  const Json::json_pointer at(pointer);
  if (json.contains(at) && json[at].is_string()) json[at] = change(json[at].get<std::string>());
}

/// What a schema cannot say about the content of a file.
void check_content(const std::string& key, const Json& content, const std::string& path) {
  if (key == "hardware") hardware_from_json(content, in_file(path));
  if (key == "dram") dram_config_from_json(content, path);
  if (key != "workload") return;
  Json workload = content;
  change_path(workload, kLengthTable, [&](const std::string& table) { return relative_to(path, table); });
  models::workload_from_json(workload, path + ": ");
}

void inline_file(Json& json, const std::string& key, const std::string& file) {
  if (!json.is_object() || !json.contains(key) || !json[key].is_string()) return;
  const std::string name = json[key].get<std::string>();
  const std::string path = relative_to(file, name);
  const std::string place = fmt::format("{}: /{}", file, key);
  if (key == "workload") refuse_topology(path, place);
  if (names_a_trace(path)) throw InputError(place, fmt::format("a trace is replayed by {{\"trace\": \"{}\"}}", name));
  Json content = read_json_file(path);
  check(content, key + ".schema.json", in_file(path));
  content.erase("$schema");
  for (const std::string part : kPartsOfHardware) inline_file(content, part, path);
  check_content(key, content, path);
  change_path(content, kLengthTable, [&](const std::string& table) { return relative_to(name, table); });
  json[key] = std::move(content);
}

/// True when `inner` names `outer` itself or something inside of it.
bool inside(const std::string& inner, const std::string& outer) {
  return inner.compare(0, outer.size(), outer) == 0 && (inner.size() == outer.size() || inner[outer.size()] == '/');
}

/// The last change that has set, or made, what stands at the pointer; null when it is the file's.
const Override* change_at(const Document& document, const std::string& pointer) {
  if (pointer.empty()) return nullptr;
  for (auto change = document.changes.rbegin(); change != document.changes.rend(); ++change)
    if (inside(pointer, change->pointer) || inside(change->pointer, pointer)) return &*change;
  return nullptr;
}

void apply(const Override& change, Document& document) {
  apply_override(change, document.json);
  inline_files(document.json, document.file);
  document.changes.push_back(change);
}

void hold_to_schema(const Document& document, const std::string& schema_name) {
  check(document.json, schema_name, [&](const std::string& pointer) { return document.place_of(pointer); });
}

}  // namespace

std::string Document::place_of(const std::string& pointer) const {
  const Override* change = change_at(*this, pointer);
  if (change == nullptr) return in_file(file)(pointer);
  return change->pointer == pointer ? change->place : fmt::format("{}: {}", change->place, pointer);
}

PlaceOf Document::places_in(const std::string& part) const {
  return [this, part](const std::string& pointer) {
    const Override* change = change_at(*this, part + pointer);
    return fmt::format("{}: {}{}", change == nullptr ? file : change->place, part, pointer);
  };
}

Json Document::workload() const {
  Json workload = json.at("workload");
  change_path(workload, kLengthTable, [&](const std::string& table) { return relative_to(file, table); });
  return workload;
}

Document load_document(const std::string& path, const std::string& schema_name, const std::vector<std::string>& sets) {
  std::vector<Override> changes;
  for (const std::string& text : sets) changes.push_back(parse_override(text));
  Document document{path, read_json_file(path)};
  hold_to_schema(document, schema_name);
  document.json.erase("$schema");
  inline_files(document.json, path);
  return changed(std::move(document), changes, schema_name);
}

Document changed(Document document, const std::vector<Override>& changes, const std::string& schema_name) {
  for (const Override& change : changes) apply(change, document);
  hold_to_schema(document, schema_name);
  return document;
}

void inline_files(Json& json, const std::string& file) {
  for (const std::string key : {"hardware", "workload"}) inline_file(json, key, file);
  if (!json.is_object() || !json.contains("hardware")) return;
  for (const std::string part : kPartsOfHardware) inline_file(json["hardware"], part, file);
}

void make_paths_absolute(Json& json, const std::string& file) {
  for (const std::string& pointer :
       {std::string(kTrace), std::string("/workload") + kLengthTable, std::string(kSchedule)})
    change_path(json, pointer, [&](const std::string& path) {
      return fs::absolute(relative_to(file, path)).lexically_normal().string();
    });
}

std::string relative_to(const std::string& file, const std::string& path) {
  return (fs::path(file).parent_path() / path).lexically_normal().string();
}

void refuse_topology(const std::string& path, const std::string& place) {
  if (ends_with(path, ".csv"))
    throw InputError(place, fmt::format("a topology is imported first (skipgrid trace import {} --out net.jsonl.gz), "
                                        "and then replayed by {{\"trace\": \"net.jsonl.gz\"}}",
                                        path));
}

}  // namespace skipgrid::sim
