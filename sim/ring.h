// A queue whose elements stay in one block: what comes and goes with every wave allocates nothing.
#pragma once

#include <cstddef>
#include <iterator>
#include <utility>
#include <vector>

namespace skipgrid::sim {

/// In at the back, out at the front. What has left is destroyed when its place is taken again.
template <class Value>
class Ring {
  template <class Of, class Element>
  class Iterator {
   public:
    using iterator_category = std::forward_iterator_tag;
    using value_type = Value;
    using difference_type = std::ptrdiff_t;
    using pointer = Element*;
    using reference = Element&;
    Iterator(Of* ring, std::size_t at) : ring_(ring), at_(at) {}
    Element& operator*() const { return (*ring_)[at_]; }
    Element* operator->() const { return &(*ring_)[at_]; }
    Iterator& operator++() {
      ++at_;
      return *this;
    }
    friend bool operator==(const Iterator& x, const Iterator& y) { return x.at_ == y.at_; }
    friend bool operator!=(const Iterator& x, const Iterator& y) { return x.at_ != y.at_; }

   private:
    Of* ring_;
    std::size_t at_;
  };

 public:
  bool empty() const { return size_ == 0; }
  std::size_t size() const { return size_; }
  // The places are a power of two, so that a remainder is a mask.
  Value& operator[](std::size_t i) { return places_[(first_ + i) & mask_]; }
  const Value& operator[](std::size_t i) const { return places_[(first_ + i) & mask_]; }
  Value& front() { return (*this)[0]; }
  const Value& front() const { return (*this)[0]; }
  Value& back() { return (*this)[size_ - 1]; }
  const Value& back() const { return (*this)[size_ - 1]; }
  auto begin() { return Iterator<Ring, Value>(this, 0); }
  auto end() { return Iterator<Ring, Value>(this, size_); }
  auto begin() const { return Iterator<const Ring, const Value>(this, 0); }
  auto end() const { return Iterator<const Ring, const Value>(this, size_); }

  /// Adds one that is still what it was when its place was last taken; returns it.
  Value& push_back() {
    if (size_ == places_.size()) grow();
    ++size_;
    return back();
  }
  void push_back(Value value) { push_back() = std::move(value); }
  void pop_front() {
    ++first_;
    --size_;
  }
  void clear() { size_ = 0; }
  /// Lets go of the last ones, or adds some as push_back() does.
  void resize(std::size_t size) {
    while (size > places_.size()) grow();
    size_ = size;
  }

 private:
  void grow() {
    std::vector<Value> more(places_.empty() ? kFewest : 2 * places_.size());
    for (std::size_t i = 0; i < size_; ++i) more[i] = std::move((*this)[i]);
    places_ = std::move(more);
    first_ = 0;
    mask_ = places_.size() - 1;
  }

  static constexpr std::size_t kFewest = 16;
  std::vector<Value> places_;
  std::size_t first_ = 0, size_ = 0, mask_ = 0;
};

}  // namespace skipgrid::sim
