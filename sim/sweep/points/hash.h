// Hashes that are the same on every machine and in every year.
#pragma once

#include <cstdint>
#include <string>

namespace skipgrid::sweep {

/// XXH3, 64 bits.
std::uint64_t hash_of(const std::string& bytes);
/// Of a file's content, which is not held in memory. Throws InputError when it cannot be read.
std::uint64_t hash_of_file(const std::string& path);

}  // namespace skipgrid::sweep
