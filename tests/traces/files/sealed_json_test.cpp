#include "traces/files/sealed_json.h"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "traces/files/byte_stream.h"

namespace skipgrid::traces {
namespace {

const std::string kObject = "{\n  \"cycles\": 1234,\n  \"names\": [\"a\", \"b\"]\n}\n";

std::string complaint(const std::string& id, const std::string& text) {
  try {
    unsealed(id, text);
  } catch (const CorruptData& error) {
    return error.what();
  }
  return "none";
}

TEST_CASE("A sealed object is JSON with one member more, and comes back to the byte", "[seal]") {
  const std::string text = sealed("17", kObject);
  CHECK(unsealed("17", text) == kObject);
  nlohmann::json json = nlohmann::json::parse(text);
  CHECK(json["seal"]["id"] == "17");
  json.erase("seal");
  CHECK(json == nlohmann::json::parse(kObject));
}

TEST_CASE("What is not sealed, cut short, or of another id is told apart", "[seal]") {
  const std::string text = sealed("17", kObject);
  CHECK(complaint("18", text) == "is of \"17\"");
  CHECK(complaint("17", kObject) == "has no checksum");
  CHECK(complaint("17", "") == "has no checksum");
  CHECK(complaint("17", "{}\n") == "has no checksum");
  // Another's content under this id.
  std::string renamed = sealed("18", kObject);
  renamed.replace(renamed.find("18"), 2, "17");
  CHECK(complaint("17", renamed) == "its checksum is wrong");
}

TEST_CASE("No flipped bit, no cut and no byte more goes through a seal", "[seal]") {
  const std::string text = sealed("17", kObject);
  for (std::size_t at = 0; at < text.size(); ++at) {
    CAPTURE(at);
    CHECK(complaint("17", text.substr(0, at)) != "none");
    for (int bit = 0; bit < 8; ++bit) {
      std::string flipped = text;
      flipped[at] = static_cast<char>(flipped[at] ^ (1 << bit));
      CHECK(complaint("17", flipped) != "none");
    }
  }
  CHECK(complaint("17", text + "\n") == "its checksum is wrong");
}

}  // namespace
}  // namespace skipgrid::traces
