#include "ui/semantics_tree.h"

#include <doctest/doctest.h>

#include "native/recording_semantics.h"

using namespace holdall;
using platform::Role;
using platform::SemanticsNode;
using ui::SemanticsTree;

namespace {

SemanticsNode node(std::uint32_t id, const char* name) {
  SemanticsNode result;
  result.id = id;
  result.role = Role::button;
  result.name = name;
  return result;
}

}  // namespace

TEST_CASE("only what changed, came or went reaches the mirror") {
  SemanticsTree tree;
  native::RecordingSemantics mirror;
  tree.begin_frame();
  tree.add(node(1, "one"));
  tree.add(node(2, "two"));
  tree.end_frame(mirror, false);
  CHECK(mirror.updates() == 1);
  CHECK(tree.changes() == 2);

  tree.begin_frame();
  tree.add(node(1, "one"));
  tree.add(node(2, "two"));
  tree.end_frame(mirror, false);
  CHECK(mirror.updates() == 1);

  tree.begin_frame();
  tree.add(node(1, "uno"));
  tree.add(node(3, "three"));
  tree.end_frame(mirror, false);
  CHECK(tree.changes() == 3);
  CHECK(mirror.node(1)->name == "uno");
  CHECK(mirror.node(2) == nullptr);
  CHECK(mirror.order() == std::vector<std::uint32_t>{1, 3});
}

TEST_CASE("another order alone is an update") {
  SemanticsTree tree;
  native::RecordingSemantics mirror;
  tree.begin_frame();
  tree.add(node(1, "one"));
  tree.add(node(2, "two"));
  tree.end_frame(mirror, false);
  tree.begin_frame();
  tree.add(node(2, "two"));
  tree.add(node(1, "one"));
  tree.end_frame(mirror, false);
  CHECK(tree.changes() == 0);
  CHECK(mirror.order() == std::vector<std::uint32_t>{2, 1});
}

TEST_CASE("scopes give parents; the ancestors of what is gone are still known for a frame") {
  SemanticsTree tree;
  native::RecordingSemantics mirror;
  tree.begin_frame();
  tree.add(node(1, "outer"));
  tree.push_scope(1);
  tree.add(node(2, "middle"));
  tree.push_scope(2);
  tree.add(node(3, "inner"));
  tree.pop_scope();
  tree.pop_scope();
  tree.add(node(4, "beside"));
  tree.end_frame(mirror, false);
  CHECK(mirror.node(3)->parent == 2);
  CHECK(tree.is_within(3, 1));
  CHECK_FALSE(tree.is_within(4, 1));
  tree.begin_frame();
  CHECK(tree.is_within(3, 1));
  CHECK_FALSE(tree.is_within(0, 1));
}

TEST_CASE("a second node of one id is dropped and counted") {
  SemanticsTree tree;
  tree.begin_frame();
  tree.add(node(1, "one"));
  tree.add(node(1, "again"));
  CHECK(tree.duplicates() == 1);
  CHECK(tree.nodes().size() == 1);
}
