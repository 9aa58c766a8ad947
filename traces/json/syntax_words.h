// What is wrong with the syntax of a JSON text, in the program's own words.
#pragma once

#include <string>
#include <string_view>

namespace skipgrid {

/// "expected ',' or '}', found a string", from what the JSON library says of its first error.
std::string syntax_words(std::string_view library_text);

}  // namespace skipgrid
