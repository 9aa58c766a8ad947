// Tagged sentences in the format of CoNLL's tasks, in each scheme of tags.
#include "models/training/data/tagged_corpus.h"
#include "tests/fuzz/target.h"

namespace skipgrid::fuzz {
namespace {

void read_conll_file(const Input& input) {
  // One scheme an input: which is its length's to say.
  const auto scheme = static_cast<models::TagScheme>(input.bytes.size() % models::kTagSchemes.size());
  models::read_tagged_corpus(input.path, "", 2, {20, 20, 8, 30}, scheme);
}

}  // namespace

Target conll_target() { return {"conll", "input.conll", read_conll_file}; }

}  // namespace skipgrid::fuzz
