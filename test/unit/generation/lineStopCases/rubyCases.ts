import type { LineStopCase } from './lineStopCase.js';

export const rubyCases: readonly LineStopCase[] = [
  {
    name: 'a method ends with its end',
    code: `  def full_name‸
    "#{first} #{last}"
  end◂

  def initials`,
    reason: 'scopeEnd',
  },
  {
    name: 'a block with parameters',
    code: `items.each do |item|‸
  puts item
end◂
puts`,
    reason: 'scopeEnd',
  },
  {
    name: 'a brace block with parameters',
    code: `squares = xs.map { |x|‸
  x * x
}◂
puts`,
    reason: 'scopeEnd',
  },
  {
    name: 'if, elsif and else',
    code: `    ‸if x > 3
      a
    elsif x > 2
      b
    else
      c
    end◂
    d`,
    reason: 'scopeEnd',
  },
  {
    name: 'case and when at one level',
    code: `case ‸shape
when :circle
  1
when :square
  2
else
  0
end◂
puts`,
    reason: 'scopeEnd',
  },
  {
    name: 'begin, rescue and ensure',
    code: `  begin‸
    open
  rescue IOError => error
    log(error)
  ensure
    close
  end◂
  x`,
    reason: 'scopeEnd',
  },
  {
    name: 'a modifier is part of its statement',
    code: `  ‸return nil if x.empty?◂
  x.first`,
    reason: 'lineEnd',
  },
];
