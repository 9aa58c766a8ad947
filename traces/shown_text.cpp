#include "traces/shown_text.h"

#include <fmt/format.h>

namespace skipgrid {

std::string shown(std::string_view text) {
  std::string line;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    // U+0080 to U+009F are two bytes, of which the first begins harmless characters, too.
    const bool second_block = byte == 0xc2 && i + 1 < text.size() && static_cast<unsigned char>(text[i + 1]) < 0xa0;
    if (second_block)
      line += fmt::format("\\x{:02x}", static_cast<unsigned char>(text[++i]));
    else if (byte < 0x20 || byte == 0x7f)
      line += fmt::format("\\x{:02x}", byte);
    else
      line += text[i];
  }
  return line;
}

}  // namespace skipgrid
