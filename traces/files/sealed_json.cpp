#include "traces/files/sealed_json.h"

#include <fmt/format.h>

#include "traces/files/byte_stream.h"
#include "traces/files/checksum.h"

namespace skipgrid::traces {
namespace {

constexpr std::string_view kBegin = R"({"seal":{"id":")";
constexpr std::size_t kLongestId = 200;

/// Of both, so that a file that is whole cannot be taken for another's by changing its id alone.
std::string checksum_with_id(std::string_view id, std::string_view object) {
  Checksum checksum;
  checksum.add(id);
  checksum.add("\n");
  checksum.add(object);
  return checksum_text(checksum.value());
}

std::string seal(std::string_view id, std::string_view checksum) {
  return fmt::format(R"({}{}","checksum":"{}"}},)", kBegin, id, checksum);
}

/// What a text gives as its id.
std::string_view id_in(std::string_view text) {
  if (text.substr(0, kBegin.size()) != kBegin) throw CorruptData("has no checksum");
  const std::string_view id = text.substr(kBegin.size(), kLongestId);
  const std::size_t end = id.find('"');
  if (end == std::string_view::npos) throw CorruptData("has no checksum");
  return id.substr(0, end);
}

}  // namespace

std::string sealed(std::string_view id, std::string_view object) {
  return seal(id, checksum_with_id(id, object)).append(object.substr(1));
}

std::string unsealed(std::string_view id, std::string_view text) {
  const std::string_view given = id_in(text);
  if (given != id) throw CorruptData(fmt::format("is of \"{}\"", given));
  const std::size_t length = seal(id, checksum_text(0)).size();
  if (text.size() <= length) throw CorruptData("ends early");
  std::string object = "{";
  object += text.substr(length);
  if (text.substr(0, length) != seal(id, checksum_with_id(id, object))) throw CorruptData("its checksum is wrong");
  return object;
}

}  // namespace skipgrid::traces
