// The files of configs/schema as the build found them, so that an installed program needs none of them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace skipgrid {

/// The text of a schema file; throws std::out_of_range when there is no file of that name.
std::string_view embedded_schema(const std::string& name);

/// The names of all schema files.
std::vector<std::string> embedded_schema_names();

}  // namespace skipgrid
