-- For paper: links between pages become links inside the one document, or plain text where the
-- page is on the site only; an image's alternative text, which Pandoc's Typst writer drops, is kept.

local here = {
  index = true, stations = true, returns = true, responses = true, law = true, conflicts = true,
  changes = true, methods = true, sources = true, evidence = true,
}

local function Link(link)
  local page, fragment = link.target:match("^([%w_/-]+)%.html#?(.*)$")
  if page == nil then return nil end
  if not here[page] then return pandoc.Span(link.content) end
  link.target = fragment ~= "" and "#" .. fragment or "#page-" .. page
  return link
end

local function Image(image)
  local alt = pandoc.utils.stringify(image.caption):gsub("\\", "\\\\"):gsub('"', '\\"')
  return pandoc.RawInline("typst", string.format('#image("../%s", alt: "%s")', image.src, alt))
end

-- An empty span is a place to link to; Typst puts a label on what stands before it, so something must.
local function Span(span)
  if span.identifier == "" or #span.content > 0 then return nil end
  return pandoc.RawInline("typst", "#metadata(none) <" .. span.identifier .. ">")
end

return { { Link = Link, Image = Image, Span = Span } }
