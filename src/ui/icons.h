#pragma once

#include <cstdint>

namespace holdall::ui {

// Code points of the icon font (Lucide 1.62, whose font/codepoints.json names them). scripts and
// the build take the subset of the font from this list, so every icon that is drawn stands here.
// Names are Lucide's own.
enum class Icon : std::uint16_t {
  none = 0,
  archive = 0xE041,
  arrow_down = 0xE042,
  arrow_left = 0xE048,
  arrow_right = 0xE049,
  arrow_up = 0xE04A,
  arrow_up_down = 0xE37D,
  badge_check = 0xE241,
  bell = 0xE059,
  briefcase = 0xE062,
  building = 0xE290,  // building-2
  calendar = 0xE063,
  calendar_clock = 0xE304,
  chart_column = 0xE2A3,
  check = 0xE06C,
  chevron_down = 0xE06D,
  chevron_left = 0xE06E,
  chevron_right = 0xE06F,
  chevron_up = 0xE070,
  circle = 0xE076,
  circle_alert = 0xE077,
  circle_check = 0xE226,
  circle_help = 0xE082,
  circle_x = 0xE084,
  clock = 0xE087,
  cloud = 0xE088,
  cloud_off = 0xE08D,
  coins = 0xE47D,  // circle-dollar-sign
  copy = 0xE09E,
  database = 0xE0AD,
  download = 0xE0B2,
  ellipsis = 0xE0B6,
  external_link = 0xE0B9,
  file_text = 0xE0CC,
  file_spreadsheet = 0xE326,
  file_up = 0xE32A,
  filter = 0xE0DC,
  flag = 0xE0D1,
  grip = 0xE0EB,  // grip-vertical
  hard_drive = 0xE0ED,
  history = 0xE1F5,
  house = 0xE0F5,
  inbox = 0xE0F7,
  info = 0xE0F9,
  kanban = 0xE170,  // square-kanban
  keyboard = 0xE284,
  languages = 0xE0FE,
  link = 0xE102,
  list_todo = 0xE4C3,
  mail = 0xE10F,
  menu = 0xE115,
  message = 0xE117,  // message-square
  minus = 0xE11C,
  moon = 0xE11E,
  move = 0xE121,
  paperclip = 0xE12D,
  pencil = 0xE1F9,
  phone = 0xE133,
  plus = 0xE13D,
  redo = 0xE2A0,     // redo-2
  refresh = 0xE145,  // refresh-cw
  search = 0xE151,
  settings = 0xE154,
  sparkles = 0xE412,
  star = 0xE176,
  sun = 0xE178,
  tag = 0xE17F,
  thumbs_down = 0xE189,
  trash = 0xE18E,  // trash-2
  triangle_alert = 0xE193,
  trophy = 0xE373,
  undo = 0xE2A1,  // undo-2
  upload = 0xE19E,
  user = 0xE468,   // user-round
  users = 0xE46E,  // users-round
  x = 0xE1B2,
};

}  // namespace holdall::ui
