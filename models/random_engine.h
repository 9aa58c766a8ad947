// Random numbers that are a pure function of a seed and a few indices: anything can be drawn again, in any order.
#pragma once

#include <boost/random/mersenne_twister.hpp>
#include <boost/random/seed_seq.hpp>
#include <boost/random/uniform_int_distribution.hpp>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <utility>
#include <vector>

namespace skipgrid::models {

using RandomEngine = boost::random::mt19937;

/// The output function of splitmix64: neighbouring inputs give unrelated outputs.
inline std::uint64_t scramble(std::uint64_t x) {
  x += 0x9e3779b97f4a7c15u;
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
  x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
  return x ^ (x >> 31);
}

inline RandomEngine random_engine(std::uint64_t seed, std::initializer_list<int> indices) {
  std::uint64_t state = scramble(seed);
  for (const int index : indices) state = scramble(state ^ static_cast<std::uint64_t>(index));
  boost::random::seed_seq words{static_cast<std::uint32_t>(state >> 32), static_cast<std::uint32_t>(state)};
  return RandomEngine(words);
}

/// Every order with the same probability.
template <class Value>
void shuffle(std::vector<Value>& values, RandomEngine& engine) {
  for (std::size_t i = values.size(); i > 1; --i) {
    boost::random::uniform_int_distribution<std::size_t> pick(0, i - 1);
    std::swap(values[i - 1], values[pick(engine)]);
  }
}

}  // namespace skipgrid::models
