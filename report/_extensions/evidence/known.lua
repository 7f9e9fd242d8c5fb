-- Text that stands only in editions that know of a claim, or only in those that do not.
--
--   ::: {.known since="CLAIM [CLAIM]"}    all of these claims are known
--   ::: {.unknown since="CLAIM [CLAIM]"}  not all of them are known
--   [text]{.known since=CLAIM}            the same within a paragraph
--
-- It runs before the shortcodes do, so that nothing of what goes can fail. What stays loses its
-- frame. What is emptied by it goes too: a paragraph, an item of a list, a list.
-- Quarto and the Pandoc renderer both run this filter.

local claims

local function load_claims()
  if claims == nil then
    local path = (os.getenv("OVERSEAS110_BUILD") or "_build") .. "/claims.json"
    local file = assert(io.open(path, "r"), "evidence: " .. path .. " is missing; build with `make report`")
    claims = pandoc.json.decode(file:read("a"), false)
    file:close()
  end
  return claims
end

local function condition(el)
  return el.classes:includes("known") and "known" or el.classes:includes("unknown") and "unknown" or nil
end

-- Where it stands: the Pandoc renderer has noted file and line, Quarto knows the page.
local function place(el)
  if el.attributes["file"] then return el.attributes["file"] .. ":" .. el.attributes["line"] .. ": " end
  return quarto and quarto.doc and quarto.doc.input_file and quarto.doc.input_file .. ": " or ""
end

local function fail(el, text)
  error(place(el) .. "." .. condition(el) .. text, 0)
end

local function shown(el)
  local known, named = true, false
  for id in (el.attributes["since"] or ""):gmatch("%S+") do
    local claim = load_claims()[id]
    if claim == nil then fail(el, " since=" .. id .. ": there is no claim '" .. id .. "' in any sheet") end
    named, known = true, known and not claim.later
  end
  if not named then fail(el, " needs the claims that decide: since=CLAIM") end
  return known == (condition(el) == "known")
end

local function is_space(el)
  return el ~= nil and (el.t == "Space" or el.t == "SoftBreak")
end

local function closes(el)
  return el.t == "Str" and el.text:match("^[.,;:!?)]") ~= nil
end

-- A line of text; a span that goes takes one of the spaces around it with it.
local function Inlines(inlines)
  local kept, changed, gone = pandoc.Inlines({}), false, false
  for _, el in ipairs(inlines) do
    if el.t == "Span" and condition(el) then
      changed, gone = true, not shown(el)
      if not gone then kept:extend(el.content) end
    elseif not (gone and is_space(el) and (#kept == 0 or is_space(kept[#kept]))) then
      if gone and closes(el) and is_space(kept[#kept]) then kept:remove(#kept) end
      kept:insert(el)
      gone = false
    end
  end
  if gone and is_space(kept[#kept]) then kept:remove(#kept) end
  if changed then return kept end
end

-- Stands where everything went, until it is clear what else goes with it.
local function gone()
  return pandoc.RawBlock("gone", "")
end

local function is_gone(block)
  return block.t == "RawBlock" and block.format == "gone"
end

local function emptied(block)
  return is_gone(block) or ((block.t == "Para" or block.t == "Plain") and #block.content == 0)
end

local function Blocks(blocks)
  local kept = pandoc.Blocks({})
  for _, block in ipairs(blocks) do
    if block.t == "Div" and condition(block) then
      if shown(block) then kept:extend(block.content) end
    elseif not emptied(block) then
      kept:insert(block)
    end
  end
  if #kept == 0 and #blocks > 0 then kept:insert(gone()) end
  return kept
end

local function list(el)
  local kept = pandoc.List({})
  for _, item in ipairs(el.content) do
    if #item ~= 1 or not is_gone(item[1]) then kept:insert(item) end
  end
  if #kept == 0 and #el.content > 0 then return gone() end
  el.content = kept
  return el
end

local function without_gone(blocks)
  return blocks:filter(function(block) return not is_gone(block) end)
end

local function misplaced(el)
  if condition(el) then fail(el, " stands on a block (:::) or a span ([text]) and on nothing else") end
end

return {
  {
    Inlines = Inlines, Blocks = Blocks,
    Header = misplaced, Link = misplaced, Image = misplaced, Code = misplaced, CodeBlock = misplaced,
  },
  { BulletList = list, OrderedList = list },
  { Blocks = without_gone },
}
