// Bytes that are nearly what they were.
#pragma once

#include <random>
#include <string>

namespace skipgrid::fuzz {

/// One to four changes at random places: a bit, a digit, a stretch removed, doubled, or of `other` put in.
std::string changed_bytes(std::string bytes, const std::string& other, std::mt19937& random);

}  // namespace skipgrid::fuzz
