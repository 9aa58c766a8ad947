// JSON files that say whose they are and carry a checksum, so that what is damaged or another's is told from what was
// written. The seal is the object's first member; to readers of JSON the file is what it was otherwise.
#pragma once

#include <string>
#include <string_view>

namespace skipgrid::traces {

/// The text of a JSON object, which has members, with "seal": {"id", "checksum"} before them. The id is plain text: no
/// quotes, backslashes or control characters.
std::string sealed(std::string_view id, std::string_view object);

/// The object's text as it was given to sealed(), to the byte. Throws CorruptData when it has no seal ("has no
/// checksum"), another id's ("is of ID") or is not what was sealed ("its checksum is wrong").
std::string unsealed(std::string_view id, std::string_view text);

}  // namespace skipgrid::traces
