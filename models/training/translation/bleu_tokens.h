// A sentence cut into the tokens that BLEU counts, as NIST's mteval-v13a does (sacreBLEU's tokenizer "13a"): marks of
// punctuation by themselves, but periods and commas within numbers; upper and lower case differ.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace skipgrid::models {

/// The text is UTF-8.
std::vector<std::string> bleu_tokens(std::string_view text);

}  // namespace skipgrid::models
