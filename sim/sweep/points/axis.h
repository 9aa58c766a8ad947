// What a sweep varies: JSON pointers into the run's configuration, and the values that they take one after another.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "traces/json/json_reader.h"

namespace skipgrid::sweep {

struct AxisValue {
  Json shown;    ///< as the sweep file has it: a path stays a path
  Json content;  ///< what the configuration gets: the content of the file that a path names
};

/// One pointer, or the several of a zip group, which move together.
struct Axis {
  std::vector<std::string> pointers;
  std::vector<std::vector<AxisValue>> steps;  ///< steps[i][j]: what step i sets pointers[j] to
};

/// Reads "axes" and "zip" of a sweep document (valid against sweep.schema.json) in their order. Ranges are expanded,
/// files are read relative to the sweep file `path`. Throws InputError for pointers that are none, that come twice or
/// undo an earlier one, for a value that comes twice, and for zipped lists of unequal length.
std::vector<Axis> read_axes(const OrderedJson& sweep, const std::string& path);

/// The way manifests write them.
Json to_json(const Axis& axis);
Axis axis_from_json(const Json& json);

/// A value in a table or a CSV cell: a string without its quotes, an object by its name.
std::string shown_text(const Json& value);

}  // namespace skipgrid::sweep
