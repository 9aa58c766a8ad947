#include "models/training/entity_scores.h"

#include <algorithm>

namespace skipgrid::models {

bool is_entity_tag(std::string_view tag) {
  if (tag == "O") return true;
  return tag.size() > 2 && tag[1] == '-' && std::string_view("BIES").find(tag[0]) != std::string_view::npos;
}

std::vector<Entity> entities_of(const std::vector<std::string>& tags) {
  std::vector<Entity> entities;
  bool open = false;  // the last entity may go on
  for (std::size_t t = 0; t < tags.size(); ++t) {
    const std::string& tag = tags[t];
    if (tag == "O") {
      open = false;
      continue;
    }
    const std::string kind = tag.substr(2);
    const bool begins = tag[0] == 'B' || tag[0] == 'S' || !open || entities.back().kind != kind;
    if (begins) entities.push_back({t, t, kind});
    entities.back().last = t;
    open = tag[0] != 'E' && tag[0] != 'S';
  }
  return entities;
}

void EntityScores::add(const std::vector<std::string>& expected_tags, const std::vector<std::string>& found_tags) {
  const std::vector<Entity> there = entities_of(expected_tags), named = entities_of(found_tags);
  expected += static_cast<std::int64_t>(there.size());
  found += static_cast<std::int64_t>(named.size());
  for (const Entity& entity : named) {
    right += std::count_if(there.begin(), there.end(), [&](const Entity& other) {
      return other.first == entity.first && other.last == entity.last && other.kind == entity.kind;
    });
  }
}

}  // namespace skipgrid::models
