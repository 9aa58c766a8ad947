#include "sim/sweep/points/hash.h"

#include <xxhash.h>

#include <memory>
#include <vector>

#include "traces/files/file_stream.h"

namespace skipgrid::sweep {

std::uint64_t hash_of(const std::string& bytes) { return XXH3_64bits(bytes.data(), bytes.size()); }

std::uint64_t hash_of_file(const std::string& path) {
  const std::unique_ptr<XXH3_state_t, decltype(&XXH3_freeState)> state(XXH3_createState(), XXH3_freeState);
  XXH3_64bits_reset(state.get());
  traces::FileSource file(path);
  std::vector<char> chunk(std::size_t{1} << 16);
  while (const std::size_t count = file.read(chunk.data(), chunk.size()))
    XXH3_64bits_update(state.get(), chunk.data(), count);
  return XXH3_64bits_digest(state.get());
}

}  // namespace skipgrid::sweep
