// The values that were wanted last, up to a number of them.
#pragma once

#include <cstddef>
#include <list>
#include <string>
#include <unordered_map>
#include <utility>

namespace skipgrid::sweep {

template <class Value>
class Recent {
 public:
  explicit Recent(std::size_t most) : most_(most) {}

  /// The value of a key, or null. It is the last one to be forgotten then.
  Value* find(const std::string& key) {
    const auto found = index_.find(key);
    if (found == index_.end()) return nullptr;
    order_.splice(order_.begin(), order_, found->second);
    return &found->second->second;
  }
  /// Requires a new key. Forgets the value that was not wanted for longest when there are too many.
  Value& add(const std::string& key, Value value) {
    order_.emplace_front(key, std::move(value));
    index_[key] = order_.begin();
    if (order_.size() > most_) {
      index_.erase(order_.back().first);
      order_.pop_back();
    }
    return order_.front().second;
  }

 private:
  using Order = std::list<std::pair<std::string, Value>>;

  std::size_t most_;
  Order order_;  // the one wanted last first
  std::unordered_map<std::string, typename Order::iterator> index_;
};

}  // namespace skipgrid::sweep
