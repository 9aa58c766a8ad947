// Pairs of sentences with a tab between, and the same file as both texts of a pair of files.
#include "models/training/data/pair_batches.h"
#include "tests/fuzz/target.h"

namespace skipgrid::fuzz {
namespace {

void read_pairs(const Input& input) {
  // One way an input: which is its length's to say.
  const models::ParallelFiles files{input.path, input.bytes.size() % 2 == 0 ? input.path : ""};
  const models::ParallelCorpus corpus = models::read_parallel_corpus(files, files, std::nullopt, {10, 10, 30});
  models::PairBatches(corpus.train, {2, 2, 0, 1, corpus.end()}).at(0);
}

}  // namespace

Target parallel_target() { return {"parallel", "input.tsv", read_pairs}; }

}  // namespace skipgrid::fuzz
