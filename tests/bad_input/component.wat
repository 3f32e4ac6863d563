;; error: components are not supported yet
(component)
