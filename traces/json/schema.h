// Checks a JSON document against the schemas of configs/schema, which the build embeds into the program. A JSON-Schema
// library decides what is valid; the words of the error come from the subschema that was violated.
#pragma once

#include <functional>
#include <string>

#include "traces/json/json_reader.h"

namespace skipgrid {

/// The schema file `name` ("run.schema.json") with every $ref replaced by what it refers to.
/// Throws std::out_of_range when there is no such file.
const Json& schema(const std::string& name);

/// Says where the part of a document at a JSON pointer ("/hardware/rows") comes from, for the head of an error message.
using PlaceOf = std::function<std::string(const std::string& pointer)>;

/// "path: /json/pointer", for a document that is all of one file.
PlaceOf in_file(std::string path);

/// Throws InputError "FILE: /json/pointer: expected ..., got ..." for the first part that does not fit the schema.
void check(const Json& document, const std::string& schema_name, const PlaceOf& place_of);

}  // namespace skipgrid
