// Text to train a language model on.
#include "models/training/data/corpus.h"
#include "models/training/data/token_stream.h"
#include "tests/fuzz/target.h"

namespace skipgrid::fuzz {
namespace {

void read_text(const Input& input) {
  const models::Corpus corpus = models::read_corpus(input.path, input.path, 10);
  models::TokenStream(corpus.train, 2, 3, input.path).at(0);
}

}  // namespace

Target text_target() { return {"text", "input.txt", read_text}; }

}  // namespace skipgrid::fuzz
