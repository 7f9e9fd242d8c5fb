-- Each cell of a table says which column it is, so that a phone can show a row as a card.
-- Quarto and the Pandoc renderer both run this filter; on paper it does nothing.

if not FORMAT:match("html") then return {} end

local function labels(head)
  local found = {}
  local row = head.rows[#head.rows]
  for i, cell in ipairs(row and row.cells or {}) do
    found[i] = pandoc.utils.stringify(cell.contents)
  end
  return found
end

return {
  {
    Table = function(tbl)
      local names = labels(tbl.head)
      for _, body in ipairs(tbl.bodies) do
        for _, row in ipairs(body.body) do
          for i, cell in ipairs(row.cells) do
            if names[i] and names[i] ~= "" then cell.attr.attributes["data-label"] = names[i] end
          end
        end
      end
      return tbl
    end,
  },
}
