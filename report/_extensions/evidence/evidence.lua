-- Shortcodes that put values of the pipeline into the text, each linked to its evidence.
--
--   {{< finding ID >}}         the value in words; link=false where it stands in a heading or a link
--   {{< claim CLAIM >}}        the number of a claim as its source words it
--   {{< date CLAIM >}}         the time that a claim speaks of, in words
--   {{< ref CLAIM [CLAIM] >}}  links to claims, by their ids
--   {{< chart NAME >}}         a chart with its alternative text, wide and narrow; one whose words say
--                              "inline" stands in the page itself, since it holds links
--   {{< was FINDING DAY >}}    the value of a finding in the edition of another day
--   {{< count WHAT [KEY=CODE] >}}  how many rows there are that no finding counts, for example
--                              "count claims source=globe-2022"; it leads to the page that lists them
--   {{< edition KEY >}}        day, commit or renderer of this edition
--
-- Quarto and the Pandoc renderer both run this file; nothing here knows which.

local cache = {}

-- The folder of what this build put together for the pages; the renderer says where it lies.
local function build_folder()
  return os.getenv("OVERSEAS110_BUILD") or "_build"
end

local function load(name)
  if cache[name] == nil then
    local path = build_folder() .. "/" .. name
    local file = assert(io.open(path, "r"), "evidence: " .. path .. " is missing; build with `make report`")
    cache[name] = pandoc.json.decode(file:read("a"), false)
    file:close()
  end
  return cache[name]
end

local function word(value)
  return pandoc.utils.stringify(value or "")
end

local function fail(text)
  error("evidence: " .. text, 0)
end

local function escape(text)
  return (text:gsub("&", "&amp;"):gsub("<", "&lt;"):gsub(">", "&gt;"):gsub('"', "&quot;"))
end

local function is_html()
  return FORMAT:match("html") ~= nil
end

-- Where the site's root lies, seen from the page: pages in folders say it in their front matter.
local function root(meta)
  local said = word(meta and meta.root)
  return (said == "" or said == ".") and "" or said .. "/"
end

-- A value in the text: marked as data in HTML, plain elsewhere.
local function marked(class, id, value, text)
  if not is_html() then
    return pandoc.Str(text)
  end
  local open = string.format('<data class="%s" data-%s="%s" value="%s">', class, class, escape(id), escape(value))
  return pandoc.Span({
    pandoc.RawInline("html", open), pandoc.Str(text), pandoc.RawInline("html", "</data>"),
  })
end

local function linked(content, target_html, target_label, title, meta)
  if is_html() then
    return pandoc.Link({ content }, root(meta) .. target_html, "", pandoc.Attr("", { "evidence" }, { ["aria-label"] = title }))
  end
  -- The whole record is on the site only: on paper a claim's value is text, its id leads to it.
  if target_label == nil then return content end
  return pandoc.Link({ content }, "#" .. target_label)
end

local function finding(args, kwargs, meta, _, context)
  local id = word(args[1])
  local found = load("findings.json")[id]
  if found == nil then fail("there is no finding '" .. id .. "'") end
  if context == "text" then return found.text end
  local content = marked("finding", id, found.value, found.text)
  if word(kwargs["link"]) == "false" then return content end
  return linked(content, "evidence.html#f-" .. id, "f-" .. id, found.label, meta)
end

-- What stands for a value whose source came out after the day of the edition.
local later_text = "(not known in this edition)"

local function known_claim(id)
  local found = load("claims.json")[id]
  if found == nil then fail("there is no claim '" .. id .. "' in this edition") end
  return found
end

local function claim(args, kwargs, meta, _, context)
  local id = word(args[1])
  local found = known_claim(id)
  if found.later then return pandoc.Str(later_text) end
  local text = found.value_text ~= "" and found.value_text or found.value
  if text == "" then fail("claim '" .. id .. "' states no number") end
  if context == "text" then return text end
  local content = marked("claim", id, found.value, text)
  if word(kwargs["link"]) == "false" then return content end
  return linked(content, "record.html#c-" .. id, nil, found.label or text .. ", claim " .. id .. ", evidence", meta)
end

local function date(args, kwargs, meta, _, context)
  local id = word(args[1])
  local found = known_claim(id)
  if found.later then return pandoc.Str(later_text) end
  if found.when == "" then fail("claim '" .. id .. "' states no time") end
  if context == "text" then return found.when end
  local content = marked("claim", id, found.when_edtf, found.when)
  if word(kwargs["link"]) == "false" then return content end
  return linked(content, "record.html#c-" .. id, nil, found.when_label or found.when .. ", claim " .. id .. ", evidence", meta)
end

local function ref(args, _, meta)
  local links = pandoc.Inlines({})
  for i, arg in ipairs(args) do
    local id = word(arg)
    local later = known_claim(id).later
    if i > 1 then links:insert(pandoc.Space()) end
    if later then
      links:insert(pandoc.Str("(coded from a later source)"))
    elseif is_html() then
      local attr = pandoc.Attr("", { "ref" }, { ["aria-label"] = "claim " .. id .. ", evidence" })
      links:insert(pandoc.Link({ pandoc.Str(id) }, root(meta) .. "record.html#c-" .. id, "", attr))
    else
      links:insert(pandoc.Str(id))
    end
  end
  return links
end

local function typst_string(text)
  return '"' .. text:gsub("\\", "\\\\"):gsub('"', '\\"') .. '"'
end

local function typst_image(path, alt)
  return string.format('#image("%s", alt: %s, width: 100%%)', path, typst_string(alt))
end

local function described(words)
  return pandoc.Div({ pandoc.Para({ pandoc.Str(words.description) }) }, pandoc.Attr("", { "description" }))
end

-- Text of a figure on paper, where a figure's content would stand in the middle.
local function on_paper(blocks)
  local left = pandoc.Blocks({ pandoc.RawBlock("typst", "#align(left)[") })
  left:extend(blocks)
  left:insert(pandoc.RawBlock("typst", "]"))
  return left
end

-- How often a drawing stands on this page, so that its ids can differ.
local placed = {}

-- A drawing in the page itself, with its own links and ids.
local function drawing(name, meta)
  local path = build_folder() .. "/figures/" .. name .. ".svg"
  local file = assert(io.open(path, "r"), "evidence: " .. path .. " is missing; build with `make report`")
  local svg = file:read("a")
  file:close()
  placed[name] = (placed[name] or 0) + 1
  local id = "chart-" .. name .. (placed[name] > 1 and "-" .. placed[name] or "")
  -- In functions, since "%" means something in a plain replacement.
  local at = root(meta)
  svg = svg:gsub("{{root}}", function() return at end)
  return (svg:gsub("{{id}}", function() return id end))
end

local function key_html(key)
  local items = pandoc.List({})
  for _, entry in ipairs(key or {}) do
    local swatch = entry.swatch:gsub("<svg ", '<svg aria-hidden="true" focusable="false" ', 1)
    items:insert({ pandoc.Plain({ pandoc.RawInline("html", swatch), pandoc.Space(), pandoc.Str(entry.label) }) })
  end
  return pandoc.Div({ pandoc.BulletList(items) }, pandoc.Attr("", { "key" }))
end

local function key_typst(key)
  local blocks = pandoc.Blocks({})
  for _, entry in ipairs(key or {}) do
    local swatch = "#box(baseline: 20%, pdf.artifact(image(bytes(" .. typst_string(entry.swatch)
      .. '), format: "svg", height: 0.9em))) '
    blocks:insert(pandoc.Para({ pandoc.RawInline("typst", swatch), pandoc.Str(entry.label) }))
  end
  return blocks
end

-- What a drawn chart has inside its picture stands around an inline one as text.
local function inline_chart(name, words, meta)
  local title = pandoc.Para({ pandoc.Strong({ pandoc.Str(words.title) }) })
  local subtitle = pandoc.Para({ pandoc.Str(words.subtitle) })
  local source = pandoc.Para({ pandoc.Str("Source: " .. words.source) })
  local blocks = pandoc.Blocks({ title, subtitle })
  if is_html() then
    blocks:insert(pandoc.RawBlock("html", drawing(name, meta)))
    if words.key then blocks:insert(key_html(words.key)) end
    blocks:insert(source)
    return pandoc.Blocks({ pandoc.Div(blocks, pandoc.Attr("", { "chart", "inline-chart" })), described(words) })
  end
  blocks:insert(pandoc.RawBlock("typst", typst_image("/figures/" .. name .. ".svg", words.alt)))
  blocks:extend(key_typst(words.key))
  blocks:insert(source)
  blocks:insert(pandoc.Para({ pandoc.Str(words.description) }))
  return on_paper(blocks)
end

local function chart(args, _, meta)
  local name = word(args[1])
  local words = load("charts.json")[name]
  if words == nil then fail("there is no chart '" .. name .. "'") end
  if words.inline then return inline_chart(name, words, meta) end
  if is_html() then
    local at = root(meta) .. "figures/" .. name
    return pandoc.Blocks({
      pandoc.RawBlock("html", string.format(
        '<picture class="chart"><source media="(max-width: 640px)" srcset="%s-narrow.svg"><img src="%s-wide.svg" alt="%s"></picture>',
        at, at, escape(words.alt))),
      described(words),
    })
  end
  return on_paper({
    pandoc.RawBlock("typst", typst_image("/figures/" .. name .. "-wide.svg", words.alt)),
    pandoc.Para({ pandoc.Str(words.description) }),
  })
end

-- A value that another edition has: it leads to the finding's entry of this one.
local function was(args, _, meta)
  local id, day = word(args[1]), word(args[2])
  local found = load("was.json")[id .. " " .. day]
  if found == nil then fail("finding '" .. id .. "' is not stated in the edition '" .. day .. "'") end
  local content = marked("was", id .. " " .. day, found.value, found.text)
  return linked(content, "evidence.html#f-" .. id, "f-" .. id, found.label, meta)
end

-- A count of rows: "claims", "sources" or "conflicts", all of them or those of one code.
local function count(args, kwargs, meta, _, context)
  local key = word(args[1])
  for name, code in pairs(kwargs) do
    if word(code) ~= "" and name ~= "link" then key = key .. " " .. name .. "=" .. word(code) end
  end
  local found = load("counts.json")[key]
  if found == nil then fail("there is no count '" .. key .. "'") end
  if context == "text" then return found.text end
  local content = marked("count", key, found.value, found.text)
  if word(kwargs["link"]) == "false" then return content end
  -- The record is on the site only.
  local label = found.page ~= "record" and "page-" .. found.page or nil
  return linked(content, found.page .. ".html" .. found.anchor, label, found.label, meta)
end

local function edition(args, _, _, _, context)
  local key = word(args[1])
  local text = load("edition.json")[key]
  if text == nil then fail("an edition has no '" .. key .. "'") end
  if context == "text" then return text end
  return pandoc.Span({ pandoc.Str(text) }, pandoc.Attr("", { "edition" }))
end

return {
  finding = finding,
  claim = claim,
  date = date,
  ref = ref,
  chart = chart,
  was = was,
  count = count,
  edition = edition,
}
