// One JSON text as a flat tape of nodes that is used again for the next text, so that reading millions of lines
// allocates nothing once it is warm.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace skipgrid::traces {

struct JsonNode {
  enum class Kind : std::uint8_t {
    null,
    boolean,
    integer,      ///< fits std::int64_t
    big_integer,  ///< in 2^63 .. 2^64 - 1
    number,       ///< with a fraction, an exponent, or beyond 64 bits; kept as text
    string,
    array,
    object,
    key,  ///< the value follows as the next node
  };
  Kind kind;
  std::uint32_t end = 0;      ///< index of the first node after this value and all in it
  std::int64_t integer = 0;   ///< boolean (0, 1), integer, big_integer (modulo 2^64)
  std::uint32_t text_at = 0;  ///< of string, key and number
  std::uint32_t text_size = 0;
};

/// Holds one parsed text at a time. Nodes are in the order of the text; children follow their array or object.
class JsonTape {
 public:
  static constexpr int kMaxDepth = 64;
  static constexpr std::size_t kMaxNodes = std::size_t{1} << 20;

  /// Replaces the tape. Throws RecordError when `text` is not one JSON value (RFC 8259), nests deeper than kMaxDepth,
  /// holds more than kMaxNodes, or has an object with the same key twice. Requires text.size() < 2^32.
  void parse(std::string_view text);

  const JsonNode& node(std::uint32_t index) const { return nodes_[index]; }
  std::string_view text(const JsonNode& node) const {
    return std::string_view(chars_).substr(node.text_at, node.text_size);
  }

  /// Appends the value at `index` as JSON text without white space; numbers keep their spelling, keys their order.
  void append_compact(std::uint32_t index, std::string& out) const;

 private:
  friend class JsonTapeBuilder;

  std::vector<JsonNode> nodes_;
  std::string chars_;
};

}  // namespace skipgrid::traces
