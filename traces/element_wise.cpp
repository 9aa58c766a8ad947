#include "traces/element_wise.h"

#include <string>
#include <vector>

#include "traces/json/nearest.h"

namespace skipgrid::traces {

std::optional<ElementWise> element_wise_from_string(std::string_view word) {
  for (const ElementWiseKind& kind : kElementWiseKinds) {
    if (kind.word == word) return kind.kind;
  }
  return std::nullopt;
}

std::string nearest_element_wise(std::string_view word) {
  std::vector<std::string> words;
  for (const ElementWiseKind& kind : kElementWiseKinds) words.emplace_back(kind.word);
  return nearest(std::string(word), words);
}

}  // namespace skipgrid::traces
