// A configuration as it is put together: from its file, from the files that it names by paths, and from changes such as
// --set asks for.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "traces/json/overrides.h"
#include "traces/json/schema.h"

namespace skipgrid::sim {

struct Document {
  std::string file;  ///< what messages call it, and what paths in it are relative to
  Json json;         ///< with what `hardware`, `workload` and parts of the hardware name by paths in their place
  std::vector<Override> changes = {};  ///< that are in `json`, in order

  /// "FILE: /pointer", or "--set /pointer=value: /pointer" where a change has set, or made, what stands there.
  std::string place_of(const std::string& pointer) const;
  /// The same below `part`, for readers of a part of the document.
  PlaceOf places_in(const std::string& part) const;
  /// The member `workload`, with the path of its table of lengths, if it has one, no longer relative to the file.
  Json workload() const;
};

/// Reads a file and holds it to its schema, puts what it names by paths in place, each once it is valid by itself,
/// applies the texts of --set in order, and holds the outcome to the schema again. Throws InputError that names the
/// file or the --set at fault.
Document load_document(const std::string& path, const std::string& schema_name,
                       const std::vector<std::string>& sets = {});

/// The document with these changes more, held to the schema. Throws InputError.
Document changed(Document document, const std::vector<Override>& changes, const std::string& schema_name);

/// Puts what `hardware`, `workload` and parts of the hardware name by a path, relative to `file`, in its place, once it
/// is valid by itself. Throws InputError that names the file at fault.
void inline_files(Json& json, const std::string& file);

/// Makes the paths that stay in a document, of a trace to replay, of a table of lengths and of a schedule, right in
/// every folder; they were relative to `file`.
void make_paths_absolute(Json& json, const std::string& file);

/// A path in a configuration is relative to the file that it stands in.
std::string relative_to(const std::string& file, const std::string& path);

/// A topology is no workload of a run by itself, since batch and phases are chosen when it is imported. Throws
/// InputError that says so.
void refuse_topology(const std::string& path, const std::string& place);

}  // namespace skipgrid::sim
