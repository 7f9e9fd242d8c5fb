-- The declared subset of Quarto that the Pandoc renderer knows: shortcodes, callouts, captions and
-- cross-references of figures and tables, links between pages. Python has put every shortcode into
-- raw text of its own and has refused whatever else a page may ask of Quarto.

local shortcodes = {}
local numbers = { fig = 0, tbl = 0 }
local names = { fig = "Figure", tbl = "Table" }
local labels = {}
local meta = {}

local function load_shortcodes()
  for path in string.gmatch(os.getenv("OVERSEAS110_SHORTCODES"), "[^;]+") do
    for name, handler in pairs(dofile(path)) do
      shortcodes[name] = handler
    end
  end
end

-- Arguments as Quarto hands them over: positions, and names with values.
local function arguments(text)
  local args, kwargs = {}, {}
  for part in string.gmatch(text, "%S+") do
    local key, value = part:match("^([%w_-]+)=(.+)$")
    if key then
      kwargs[key] = value:gsub('^"(.*)"$', "%1")
    else
      table.insert(args, (part:gsub('^"(.*)"$', "%1")))
    end
  end
  return args, kwargs
end

-- A shortcode as Python has put it: "file:line name arguments".
local function run(call, context)
  local place, name, said = call.text:match("^(.-:%d+) (%S+) ?(.*)$")
  local args, kwargs = arguments(said)
  local ok, result = pcall(shortcodes[name], args, kwargs, meta, args, context)
  if not ok then
    error(string.format("%s: {{< %s %s >}}: %s", place, name, said, result), 0)
  end
  return result
end

local function is_shortcode(el)
  return el.t == "RawInline" and el.format == "shortcode"
end

local function inlines(result)
  if pandoc.utils.type(result) == "Inline" then return pandoc.Inlines({ result }) end
  return result
end

local resolve = {
  -- A shortcode alone in its paragraph may give blocks.
  Para = function(para)
    if #para.content == 1 and is_shortcode(para.content[1]) then
      local result = run(para.content[1], "block")
      if pandoc.utils.type(result) == "Blocks" then return result end
      return pandoc.Para(inlines(result))
    end
  end,
}
local resolve_inline = {
  RawInline = function(raw)
    if is_shortcode(raw) then return inlines(run(raw, "inline")) end
  end,
}

local function kind(id)
  return id:match("^(fig)%-") or id:match("^(tbl)%-")
end

local function prefix(id)
  local of = kind(id)
  numbers[of] = numbers[of] + 1
  labels[id] = names[of] .. "\u{a0}" .. numbers[of]
  return pandoc.Inlines({ pandoc.Str(labels[id] .. ":"), pandoc.Space() })
end

local function typst_figure(id, content, caption)
  local blocks = pandoc.Blocks({ pandoc.RawBlock("typst", "#figure(kind: " .. (kind(id) == "fig" and "image" or "table")
    .. ", supplement: none, numbering: none, caption: [") })
  blocks:insert(pandoc.Plain(caption))
  blocks:insert(pandoc.RawBlock("typst", "])["))
  blocks:extend(content)
  blocks:insert(pandoc.RawBlock("typst", "] <" .. id .. ">"))
  return blocks
end

local function float_div(div)
  local content = div.content:clone()
  local last = content:remove(#content)
  local caption = prefix(div.identifier)
  caption:extend(last.content)
  if FORMAT:match("typst") then
    return typst_figure(div.identifier, content, caption)
  end
  local figure = pandoc.Figure(content, pandoc.Caption({ pandoc.Plain(caption) }), pandoc.Attr(div.identifier, div.classes, div.attributes))
  return figure
end

-- As Quarto shows a callout where there is no Bootstrap: a quotation with its title in bold.
local function callout(div)
  local of
  for _, class in ipairs(div.classes) do
    of = of or class:match("^callout%-(%a+)$")
  end
  if of == nil then return nil end
  local title = div.attributes["title"]
  local blocks = div.content:clone()
  local first = blocks[1]
  local heading
  if title then
    heading = pandoc.utils.blocks_to_inlines(pandoc.read(title, "markdown").blocks)
  elseif first and first.t == "Header" then
    heading = first.content
    blocks:remove(1)
  else
    heading = pandoc.Inlines({ pandoc.Str(of:sub(1, 1):upper() .. of:sub(2)) })
  end
  blocks:insert(1, pandoc.Para({ pandoc.Strong(heading) }))
  return pandoc.Div({ pandoc.BlockQuote(blocks) }, pandoc.Attr(div.identifier))
end

local structure = {
  traverse = "topdown",
  Div = function(div)
    if kind(div.identifier) then return float_div(div), false end
    return callout(div)
  end,
  Table = function(tbl)
    if kind(tbl.identifier) then
      local caption = prefix(tbl.identifier)
      caption:extend(pandoc.utils.blocks_to_inlines(tbl.caption.long))
      tbl.caption = pandoc.Caption({ pandoc.Plain(caption) })
      return tbl
    end
  end,
}

local references = {
  Cite = function(cite)
    local id = cite.citations[1].id
    if not kind(id) then return nil end
    if labels[id] == nil then
      error("cross-reference @" .. id .. ": there is no such figure or table on this page", 0)
    end
    return pandoc.Link({ pandoc.Str(labels[id]) }, "#" .. id, "", pandoc.Attr("", { "quarto-xref" }))
  end,
  Link = function(link)
    local page, rest = link.target:match("^([%w%./_-]+)%.qmd(.*)$")
    if page then
      link.target = page .. ".html" .. rest
      return link
    end
  end,
}

-- What Quarto runs as filters of the extension, before any shortcode.
local function extension_filters()
  local here = pandoc.path.directory(PANDOC_SCRIPT_FILE)
  local filters = pandoc.List({})
  for _, name in ipairs({ "known.lua", "cards.lua" }) do
    filters:extend(dofile(pandoc.path.join({ here, "..", "_extensions", "evidence", name })))
  end
  return filters
end

function Pandoc(doc)
  meta = doc.meta
  load_shortcodes()
  for _, filter in ipairs(extension_filters()) do doc = doc:walk(filter) end
  return doc:walk(resolve):walk(resolve_inline):walk(structure):walk(references)
end
