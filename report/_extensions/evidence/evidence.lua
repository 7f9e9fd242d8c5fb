-- Shortcodes that put values of the pipeline into the text, each linked to its evidence.
--
--   {{< finding ID >}}         the value in words; link=false where it stands in a heading or a link
--   {{< claim CLAIM >}}        the number of a claim as its source words it
--   {{< date CLAIM >}}         the time that a claim speaks of, in words
--   {{< ref CLAIM [CLAIM] >}}  links to claims, by their ids
--   {{< chart NAME >}}         a chart with its alternative text, wide and narrow
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
  return linked(content, "record.html#c-" .. id, nil, text .. ", claim " .. id .. ", evidence", meta)
end

local function date(args, kwargs, meta, _, context)
  local id = word(args[1])
  local found = known_claim(id)
  if found.later then return pandoc.Str(later_text) end
  if found.when == "" then fail("claim '" .. id .. "' states no time") end
  if context == "text" then return found.when end
  local content = marked("claim", id, found.when_edtf, found.when)
  if word(kwargs["link"]) == "false" then return content end
  return linked(content, "record.html#c-" .. id, nil, found.when .. ", claim " .. id .. ", evidence", meta)
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

local function chart(args, _, meta)
  local name = word(args[1])
  local words = load("charts.json")[name]
  if words == nil then fail("there is no chart '" .. name .. "'") end
  if is_html() then
    local at = root(meta) .. "figures/" .. name
    return pandoc.Blocks({
      pandoc.RawBlock("html", string.format(
        '<picture class="chart"><source media="(max-width: 640px)" srcset="%s-narrow.svg"><img src="%s-wide.svg" alt="%s"></picture>',
        at, at, escape(words.alt))),
      pandoc.Div({ pandoc.Para({ pandoc.Str(words.description) }) }, pandoc.Attr("", { "description" })),
    })
  end
  local path = "/figures/" .. name .. "-wide.svg"
  local alt = words.alt:gsub("\\", "\\\\"):gsub('"', '\\"')
  return pandoc.Blocks({
    pandoc.RawBlock("typst", string.format('#image("%s", alt: "%s", width: 100%%)', path, alt)),
    pandoc.Para({ pandoc.Str(words.description) }),
  })
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
  edition = edition,
}
