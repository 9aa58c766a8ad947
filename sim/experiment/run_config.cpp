#include "sim/experiment/run_config.h"

#include <array>
#include <filesystem>

#include "traces/input_error.h"
#include "traces/json/schema.h"

namespace skipgrid::sim {
namespace {

namespace fs = std::filesystem;

bool ends_with(const std::string& path, const std::string& ending) {
  return path.size() > ending.size() && path.compare(path.size() - ending.size(), ending.size(), ending) == 0;
}

bool names_a_trace(const std::string& path) {
  return ends_with(path, ".jsonl") || ends_with(path, ".jsonl.gz") || ends_with(path, ".jsonl.zst");
}

/// A topology is no workload of a run by itself: batch and phases are chosen when it is imported.
void refuse_topology(const std::string& path, const std::string& place) {
  if (ends_with(path, ".csv"))
    throw InputError(place, "a topology is imported first (skipgrid trace import " + path +
                                " --out net.jsonl.gz), and then replayed by {\"trace\": \"net.jsonl.gz\"}");
}

/// A path in a configuration is relative to the file that it stands in.
std::string relative_to(const std::string& file, const std::string& path) {
  return (fs::path(file).parent_path() / path).lexically_normal().string();
}

/// What of the hardware may be a path, too.
constexpr std::array kPartsOfHardware{"dram", "energy"};

/// A workload's table of lengths stays a file: its path becomes relative to the configuration.
const Json::json_pointer kLengthTable("/lengths/table");

/// Puts the content of the file in the place of a path at `key`, once that content is valid by itself.
void inline_file(Json& document, const std::string& key, const std::string& config_path) {
  if (!document.is_object() || !document.contains(key) || !document[key].is_string()) return;
  const std::string name = document[key].get<std::string>();
  const std::string path = relative_to(config_path, name);
  if (key == "workload") refuse_topology(path, config_path + ": /workload");
  if (names_a_trace(path))
    throw InputError(config_path + ": /" + key, "a trace is replayed by {\"trace\": \"" + name + "\"}");
  Json content = read_json_file(path);
  check(content, key + ".schema.json", in_file(path));
  content.erase("$schema");
  for (const std::string part : kPartsOfHardware) inline_file(content, part, path);
  if (content.contains(kLengthTable)) {
    const std::string table = content[kLengthTable].get<std::string>();
    content[kLengthTable] = (fs::path(name).parent_path() / table).lexically_normal().string();
  }
  document[key] = std::move(content);
}

/// True when `inner` names `outer` itself or something inside of it.
bool inside(const std::string& inner, const std::string& outer) {
  return inner.compare(0, outer.size(), outer) == 0 && (inner.size() == outer.size() || inner[outer.size()] == '/');
}

/// An error in what a change has set, or made, is of the change, not of the file.
PlaceOf place_after(const std::vector<Override>& changes, const std::string& path) {
  return [&changes, path](const Json::json_pointer& pointer) {
    const std::string at = pointer.to_string();
    for (auto change = changes.rbegin(); change != changes.rend(); ++change) {
      const std::string changed = change->pointer.to_string();
      if (!at.empty() && (inside(at, changed) || inside(changed, at)))
        return change->place + (at == changed ? "" : ": " + at);
    }
    return in_file(path)(pointer);
  };
}

Json merged_dropout(const Json& document) {
  Json dropout = document["workload"].value("dropout", Json::object());
  const Json own = document.value("dropout", Json::object());
  for (const auto& [key, value] : own.items()) dropout[key] = value;
  dropout.erase("comment");
  return dropout;
}

/// In the repeated cases a mask lives as long as the iteration: a shorter life would be ignored.
void check_dropout(const Json& dropout, const PlaceOf& place_of) {
  const std::string name = dropout.value("case", "");
  if ((name == "II" || name == "IV") && dropout.value("redraw_every", 1) > 1)
    throw InputError(
        place_of(Json::json_pointer("/dropout/redraw_every")),
        "expected 1 or nothing in case " + name + ", which repeats its masks, got " + brief(dropout["redraw_every"]));
}

/// A recorded trace brings its masks and its length with it: a key that claims to change them would be ignored.
void check_replay(const Json& document, const PlaceOf& place_of) {
  refuse_topology(document["workload"]["trace"].get<std::string>(), place_of(Json::json_pointer("/workload/trace")));
  for (const std::string key : {"dropout", "iterations"})
    if (document.contains(key))
      throw InputError(place_of(Json::json_pointer("/" + key)), "has no effect on a replayed trace: remove it");
  const Json variants = document.value("variants", Json::array());
  for (std::size_t i = 0; i < variants.size(); ++i)
    if (variants[i] == "random")
      throw InputError(place_of(Json::json_pointer("/variants") / i),
                       "a replayed trace holds the masks of one dropout case only: random needs a model as workload");
}

std::vector<Variant> variants_of(const Json& document, bool replay) {
  if (!document.contains("variants"))
    return replay ? std::vector{Variant::structured, Variant::dense, Variant::dense_fused, Variant::structured_auto}
                  : std::vector{Variant::structured, Variant::dense, Variant::dense_fused, Variant::random,
                                Variant::structured_auto};
  std::vector<Variant> variants;
  for (const Json& name : document["variants"]) variants.push_back(variant_from_string(name.get<std::string>()));
  return variants;
}

RunConfig convert(const Json& document, const std::string& path) {
  RunConfig config;
  config.place = path;
  config.name = document.value("name", fs::path(path).stem().string());
  config.hardware = hardware_from_json(document["hardware"], path + ": /hardware");
  const bool replay = document["workload"].contains("trace");
  if (replay) {
    config.trace = relative_to(path, document["workload"]["trace"].get<std::string>());
  } else {
    config.workload = workload_of(document, path);
    config.dropout = merged_dropout(document);
  }
  config.engine = engine_from_string(document.value("engine", std::string(to_string(config.engine))));
  config.iterations = document.value("iterations", config.iterations);
  config.variants = variants_of(document, replay);
  config.document = document;
  return config;
}

}  // namespace

void make_paths_absolute(Json& document, const std::string& path) {
  for (const char* pointer : {"/workload/trace", "/workload/lengths/table"}) {
    const Json::json_pointer at(pointer);
    if (!document.contains(at) || !document[at].is_string()) continue;
    document[at] = fs::absolute(relative_to(path, document[at].get<std::string>())).lexically_normal().string();
  }
}

Json workload_of(const Json& document, const std::string& path) {
  Json workload = document["workload"];
  if (workload.contains(kLengthTable))
    workload[kLengthTable] = relative_to(path, workload[kLengthTable].get<std::string>());
  return workload;
}

void inline_files(Json& document, const std::string& path) {
  for (const std::string key : {"hardware", "workload"}) inline_file(document, key, path);
  if (!document.contains("hardware")) return;
  for (const std::string part : kPartsOfHardware) inline_file(document["hardware"], part, path);
}

Json read_run_document(const std::string& path) {
  Json document = read_json_file(path);
  check(document, "run.schema.json", in_file(path));
  document.erase("$schema");
  inline_files(document, path);
  return document;
}

RunConfig checked_run_config(const Json& document, const std::vector<Override>& changes, const std::string& path) {
  const PlaceOf place_of = place_after(changes, path);
  check(document, "run.schema.json", place_of);
  if (document["workload"].contains("trace"))
    check_replay(document, place_of);
  else
    check_dropout(merged_dropout(document), place_of);
  return convert(document, path);
}

RunConfig load_run_config(const std::string& path, const std::vector<std::string>& overrides) {
  std::vector<Override> changes;
  for (const std::string& text : overrides) changes.push_back(parse_override(text));
  Json document = read_run_document(path);
  for (const Override& change : changes) {
    apply_override(change, document);
    inline_files(document, path);
  }
  return checked_run_config(document, changes, path);
}

}  // namespace skipgrid::sim
